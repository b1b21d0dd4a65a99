"""What Prometheus sees: names of Triton and KServe, counts that follow the requests."""

import re

from digits import MODEL
from prometheus_client.parser import text_string_to_metric_families
from wire import exchange


def samples(port: int) -> dict[tuple[str, frozenset], float]:
    """Every sample, by name and labels, as Prometheus's own library reads them."""
    response = exchange(port, "GET", "/metrics")
    assert response.status == 200 and response.headers["content-type"].startswith("text/plain; version=0.0.4")
    text = response.body.decode()
    found = {}
    for family in text_string_to_metric_families(text):
        assert family.type != "unknown" and family.documentation, family.name
        for sample in family.samples:
            # The library adds what OpenMetrics has at the end of counters.
            name = sample.name if f"\n{sample.name}" in text else sample.name.removesuffix("_total")
            key = (name, frozenset(sample.labels.items()))
            assert key not in found, f"twice: {sample}"
            found[key] = sample.value
    return found


def total(found: dict, name: str, **labels: str) -> float:
    chosen = [
        value for (sample, has), value in found.items() if sample == name and set(labels.items()) <= has
    ]
    assert chosen, f"no sample {name} {labels}"
    return sum(chosen)


def test_counts_follow_requests(start, requests):
    with start() as server:
        first = exchange(server.port, "POST", requests.path, {}, requests.json(0, 1))
        assert first.status == 200
        before = samples(server.port)
        for count in (1, 5, 20):
            exchange(server.port, "POST", requests.path, {}, requests.json(0, count))
        for _ in range(2):
            exchange(server.port, "POST", requests.path, {}, b"{}")
        after = samples(server.port)

        def grown(name: str, **labels: str) -> float:
            return total(after, name, **labels) - total(before, name, **labels)

        assert grown("nv_inference_request_success", model=MODEL) == 3
        assert grown("nv_inference_count", model=MODEL) == 26
        assert 1 <= grown("nv_inference_exec_count", model=MODEL) <= 3
        assert total(after, "nv_inference_request_failure", model=MODEL) == 2
        for part in ["request", "queue", "compute_input", "compute_infer", "compute_output"]:
            assert grown(f"nv_inference_{part}_duration_us", model=MODEL) >= 0
        assert grown("nv_inference_request_duration_us", model=MODEL) > 0
        assert "version" in dict(next(labels for (name, labels) in after if name == "nv_inference_count"))


def test_histograms_add_up(start, requests):
    with start() as server:
        for count in (1, 100, 1000):
            exchange(server.port, "POST", requests.path, {}, requests.json(0, count))
        found = samples(server.port)
        names = {name[:-7] for (name, _) in found if name.endswith("_bucket")}
        assert names, "no histogram"
        assert any(re.fullmatch(r"request_\w+_seconds", name) for name in names), names
        for name in names:
            series: dict[frozenset, list] = {}
            for (sample, labels), value in found.items():
                if sample == f"{name}_bucket":
                    rest = dict(labels)
                    bound = float(rest.pop("le"))
                    series.setdefault(frozenset(rest.items()), []).append((bound, value))
            for labels, buckets in series.items():
                buckets.sort()
                values = [value for _, value in buckets]
                assert buckets[-1][0] == float("inf") and values == sorted(values)
                assert found[(f"{name}_count", labels)] == values[-1]
                assert (f"{name}_sum", labels) in found


def test_traces_are_passed_on(start, requests):
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    with start("--access-log") as server:
        response = exchange(server.port, "POST", requests.path, {"traceparent": trace}, requests.one)
        assert response.status == 200
        damaged = exchange(server.port, "GET", "/v2", {"traceparent": 'x"} {"forged": 1'})
        assert damaged.status == 200
        server.terminate()
        server.wait(10)
        import json

        said = server.output + server.errors
        assert any(trace.split("-")[1] in line for line in said)
        for line in said:
            if line.startswith("{"):
                assert "forged" not in json.loads(line)
