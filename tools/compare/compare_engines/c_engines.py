"""The same engines through their C interfaces, for which a Python package needs no header.

Set up with ctypes, timed in C (`c_loops.c`). The positions in ONNX Runtime's table of functions
are part of its binary interface: functions are only ever appended.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import numpy as np

from compare_engines.engines import CLASSES, Engine, Runner

LOOPS = "COMPARE_ENGINES_LOOPS"
POINTER = ctypes.c_void_p


class Step(Runner):
    """A runner whose step is a C function; `keep` is what its state points to."""

    def __init__(
        self, function: str, state: ctypes.Structure, output: np.ndarray, keep: list[object]
    ) -> None:
        loops = ctypes.CDLL(os.environ[LOOPS])
        self.function, self.state, self.keep = getattr(loops, function), state, keep
        self.loop = loops.run_loop
        self.loop.restype = ctypes.c_int64
        super().__init__(self.one_step, lambda: output)

    def one_step(self, batch: int) -> None:
        """Infers one batch; for the comparison of predictions."""
        check(self.function(ctypes.byref(self.state), ctypes.c_size_t(batch)))

    def timed(self, batches: int, seconds: float, capacity: int = 2_000_000) -> np.ndarray:
        """Runs for so long and returns the duration of each call in nanoseconds."""
        calls = np.empty(capacity, np.int64)
        count = self.loop(
            self.function,
            ctypes.byref(self.state),
            ctypes.c_size_t(batches),
            ctypes.c_int64(int(seconds * 1e9)),
            POINTER(calls.ctypes.data),
            ctypes.c_size_t(capacity),
        )
        if count < 0:
            raise RuntimeError("the engine reports a failure")
        return calls[:count].copy()


def check(status: int | None) -> None:
    """Raises where a C function does not return 0."""
    if status:
        raise RuntimeError(f"the engine reports status {status}")


def aligned(shape: tuple[int, ...], dtype: type) -> np.ndarray:
    """An array that begins at a multiple of 64 bytes, as LiteRT demands."""
    size = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.zeros(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(dtype).reshape(shape)


class OnnxRuntimeC(Engine):
    """ONNX Runtime as a C program calls it."""

    name = "ONNX Runtime, C"

    # Positions in struct OrtApi.
    CREATE_ENV, CREATE_SESSION_FROM_ARRAY, RUN, CREATE_SESSION_OPTIONS = 3, 8, 9, 10
    SET_OPTIMIZATION, SET_INTRA_OP, SET_INTER_OP = 23, 24, 25
    CREATE_TENSOR, CREATE_CPU_MEMORY_INFO = 49, 69
    FLOAT32, UINT8 = 1, 2
    WARNINGS, ENABLE_ALL, ARENA, DEFAULT_MEMORY = 2, 99, 1, 0

    class State(ctypes.Structure):
        """struct onnxruntime in c_loops.c."""

        _fields_ = [(name, POINTER) for name in ("run", "session", "inputs", "output")]

    def prepare(self, batch: int) -> Runner:
        import onnxruntime

        folder = Path(onnxruntime.__file__).parent / "capi"
        library = ctypes.CDLL(str(next(folder.glob("libonnxruntime.*"))))
        library.OrtGetApiBase.restype = ctypes.POINTER(POINTER)
        get_api = ctypes.CFUNCTYPE(ctypes.POINTER(POINTER), ctypes.c_uint32)
        table = get_api(library.OrtGetApiBase()[0])(1)

        def call(position: int, *arguments: object) -> None:
            check(ctypes.CFUNCTYPE(POINTER)(table[position])(*arguments))

        env, options, session, memory = POINTER(), POINTER(), POINTER(), POINTER()
        call(self.CREATE_ENV, self.WARNINGS, b"compare", ctypes.byref(env))
        call(self.CREATE_SESSION_OPTIONS, ctypes.byref(options))
        call(self.SET_OPTIMIZATION, options, self.ENABLE_ALL)
        call(self.SET_INTRA_OP, options, self.threads)
        call(self.SET_INTER_OP, options, 1)
        model = self.onnx(batch)
        size = ctypes.c_size_t(len(model))
        call(self.CREATE_SESSION_FROM_ARRAY, env, model, size, options, ctypes.byref(session))
        call(self.CREATE_CPU_MEMORY_INFO, self.ARENA, self.DEFAULT_MEMORY, ctypes.byref(memory))

        def value(array: np.ndarray, kind: int) -> int:
            shape = (ctypes.c_int64 * 2)(*array.shape)
            out = POINTER()
            call(
                self.CREATE_TENSOR,
                memory,
                POINTER(array.ctypes.data),
                ctypes.c_size_t(array.nbytes),
                shape,
                ctypes.c_size_t(2),
                kind,
                ctypes.byref(out),
            )
            return out.value

        logits = np.empty((batch, CLASSES), np.float32)
        values = [value(pixels, self.UINT8) for pixels in self.batches(batch)]
        inputs = (POINTER * len(values))(*values)
        state = self.State(
            table[self.RUN], session, ctypes.addressof(inputs), value(logits, self.FLOAT32)
        )
        return Step("onnxruntime_step", state, logits, [inputs])


class OpenVINOC(Engine):
    """OpenVINO as a C program calls it; Float32 is asked for."""

    name = "OpenVINO, C"
    FLOAT32, UINT8 = 4, 16

    class State(ctypes.Structure):
        """struct openvino in c_loops.c."""

        _fields_ = [(name, POINTER) for name in ("set_input", "infer", "request", "inputs")]

    class Shape(ctypes.Structure):
        """ov_shape_t"""

        _fields_ = [("rank", ctypes.c_int64), ("dims", POINTER)]

    def prepare(self, batch: int) -> Runner:
        import openvino

        folder = Path(openvino.__file__).parent / "libs"
        library = ctypes.CDLL(str(next(folder.glob("libopenvino_c.*"))))
        core, model, compiled, request = POINTER(), POINTER(), POINTER(), POINTER()
        content = self.onnx(batch)
        check(library.ov_core_create(ctypes.byref(core)))
        size = ctypes.c_size_t(len(content))
        check(
            library.ov_core_read_model_from_memory_buffer(
                core, content, size, None, ctypes.byref(model)
            )
        )
        settings = [b"INFERENCE_PRECISION_HINT", b"f32", b"PERFORMANCE_HINT", b"LATENCY"]
        settings += [b"INFERENCE_NUM_THREADS", str(self.threads).encode()]
        library.ov_core_compile_model.argtypes = [POINTER, POINTER, ctypes.c_char_p]
        library.ov_core_compile_model.argtypes += [ctypes.c_size_t, POINTER]
        check(
            library.ov_core_compile_model(
                core,
                model,
                b"CPU",
                len(settings),
                ctypes.byref(compiled),
                *map(ctypes.c_char_p, settings),
            )
        )
        check(library.ov_compiled_model_create_infer_request(compiled, ctypes.byref(request)))

        def tensor(array: np.ndarray, kind: int) -> int:
            dims = (ctypes.c_int64 * 2)(*array.shape)
            shape = self.Shape(2, ctypes.addressof(dims))
            out = POINTER()
            data = POINTER(array.ctypes.data)
            check(library.ov_tensor_create_from_host_ptr(kind, shape, data, ctypes.byref(out)))
            return out.value

        logits = np.empty((batch, CLASSES), np.float32)
        output = POINTER(tensor(logits, self.FLOAT32))
        check(library.ov_infer_request_set_output_tensor(request, output))
        tensors = [tensor(pixels, self.UINT8) for pixels in self.batches(batch)]
        inputs = (POINTER * len(tensors))(*tensors)
        functions = (library.ov_infer_request_set_input_tensor, library.ov_infer_request_infer)
        addresses = [ctypes.cast(function, POINTER).value for function in functions]
        state = self.State(*addresses, request, ctypes.addressof(inputs))
        return Step("openvino_step", state, logits, [inputs])


class LiteRTC(Engine):
    """LiteRT as a C program calls it, through its compiled model."""

    name = "LiteRT, C"
    FLOAT32, PIXELS = 1, 3
    CPU = 1

    class State(ctypes.Structure):
        """struct litert in c_loops.c."""

        _fields_ = [
            *((name, POINTER) for name in ("run", "model", "input", "output")),
            *((name, POINTER) for name in ("pixels", "input_bytes")),
            ("size", ctypes.c_size_t),
        ]

    class TensorType(ctypes.Structure):
        """LiteRtRankedTensorType: the rank is 7 bits wide, beside the flag of strides."""

        _fields_ = [
            ("element", ctypes.c_int),
            ("rank", ctypes.c_uint32),
            ("dimensions", ctypes.c_int32 * 8),
            ("strides", ctypes.c_uint32 * 8),
        ]

    def prepare(self, batch: int) -> Runner:
        import ai_edge_litert

        folder = Path(ai_edge_litert.__file__).parent
        library = ctypes.CDLL(str(next(folder.glob("libLiteRt.*"))))
        env, model, options, compiled = POINTER(), POINTER(), POINTER(), POINTER()
        content = self.tflite(batch)
        size = ctypes.c_size_t(len(content))
        check(library.LiteRtCreateEnvironment(0, None, ctypes.byref(env)))
        check(library.LiteRtCreateModelFromBuffer(env, content, size, ctypes.byref(model)))
        check(library.LiteRtCreateOptions(ctypes.byref(options)))
        check(library.LiteRtSetOptionsHardwareAccelerators(options, self.CPU))
        threads = ctypes.create_string_buffer(f"num_threads = {self.threads}\n".encode())
        destroy = ctypes.CFUNCTYPE(None, POINTER)(lambda _: None)
        opaque = POINTER()
        check(library.LiteRtCreateOpaqueOptions(b"xnnpack", threads, destroy, ctypes.byref(opaque)))
        check(library.LiteRtAddOpaqueOptions(options, opaque))
        check(library.LiteRtCreateCompiledModel(env, model, options, ctypes.byref(compiled)))

        def buffer(array: np.ndarray, kind: int) -> int:
            shape = (ctypes.c_int32 * 8)(*array.shape)
            out, tensor = POINTER(), self.TensorType(kind, 2, shape)
            create = library.LiteRtCreateTensorBufferFromHostMemory
            memory, size = POINTER(array.ctypes.data), ctypes.c_size_t(array.nbytes)
            check(create(ctypes.byref(tensor), memory, size, None, ctypes.byref(out)))
            return out.value

        pixels = aligned((batch, self.images.shape[1]), np.uint8)
        logits = aligned((batch, CLASSES), np.float32)
        state = self.State(
            ctypes.cast(library.LiteRtRunCompiledModel, POINTER).value,
            compiled,
            buffer(pixels, self.PIXELS),
            buffer(logits, self.FLOAT32),
            self.images.ctypes.data,
            pixels.ctypes.data,
            pixels.nbytes,
        )
        return Step("litert_step", state, logits, [pixels, content, threads, destroy])
