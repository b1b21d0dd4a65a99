internal import OpenInference

/// Metrics as Prometheus reads them, text format 0.0.4.
struct PrometheusText {
    private(set) var text = ""

    /// Begins a metric.
    mutating func begin(_ name: String, _ type: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    mutating func sample(_ name: String, _ labels: String, _ value: String) {
        text += labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }

    mutating func single(_ name: String, _ type: String, _ help: String, _ value: String) {
        begin(name, type, help)
        sample(name, "", value)
    }

    /// A histogram in seconds.
    mutating func histogram(_ name: String, _ labels: String, _ histogram: Histogram) {
        var total: UInt64 = 0
        for (index, count) in histogram.counts.enumerated() {
            total += count
            let bound =
                index < Histogram.bounds.count ? "\(Double(Histogram.bounds[index]) / 1e9)" : "+Inf"
            sample("\(name)_bucket", "\(labels),le=\"\(bound)\"", "\(total)")
        }
        sample("\(name)_sum", labels, "\(Double(histogram.sum) / 1e9)")
        sample("\(name)_count", labels, "\(total)")
    }

    /// A value of a label: names of models hold nothing that has to be escaped.
    static func label(_ name: String, _ value: String) -> String { "\(name)=\"\(value)\"" }
}

extension PrometheusText {
    /// Everything that is measured.
    init(_ counters: LoopCounters, models: [ModelContract], indices: [Int], _ state: ServerFigures)
    {
        single(
            "mnist_server_ready", "gauge", "Whether requests are welcome.",
            state.isDraining ? "0" : "1")
        begin("mnist_server_info", "gauge", "The version and the kernels in use.")
        sample(
            "mnist_server_info",
            Self.label("version", state.version) + "," + Self.label("kernels", state.kernels), "1")
        single(
            "mnist_models_loaded", "gauge", "Models that are served.", "\(models.count)")
        single(
            "mnist_model_reload_failures_total", "counter",
            "Changed files that were no models.", "\(state.reloadFailures)")
        single(
            "mnist_http_open_connections", "gauge", "Open connections.",
            "\(counters.openConnections)")
        single(
            "mnist_http_connections_total", "counter", "Connections since the start.",
            "\(counters.connections)")
        single(
            "mnist_http_received_bytes_total", "counter", "Bytes of bodies received.",
            "\(counters.receivedBytes)")
        single(
            "mnist_http_sent_bytes_total", "counter", "Bytes sent.", "\(counters.sentBytes)")
        single(
            "mnist_log_dropped_lines_total", "counter",
            "Lines of the log that nobody took in time.", "\(state.droppedLines)")
        begin("mnist_http_requests_total", "counter", "Answers by address and status.")
        for (key, count) in counters.allAnswers.sorted(by: {
            ($0.key.route.rawValue, $0.key.status) < ($1.key.route.rawValue, $1.key.status)
        }) {
            sample(
                "mnist_http_requests_total",
                Self.label("route", "\(key.route.name)") + ","
                    + Self.label("status", "\(key.status)"), "\(count)")
        }
        process(state)
        let rows = zip(models, indices).map { model, index in
            (model, index < counters.models.count ? counters.models[index] : ModelCounters())
        }
        triton(rows, pending: state.pending)
        kserve(rows)
    }

    private mutating func process(_ state: ServerFigures) {
        single(
            "process_resident_memory_bytes", "gauge", "Resident memory.",
            "\(state.process.residentBytes)")
        single(
            "process_cpu_seconds_total", "counter", "User and system time.",
            "\(state.process.processorSeconds)")
        single(
            "process_start_time_seconds", "gauge", "When the server started.",
            "\(state.process.startSeconds)")
        single("process_open_fds", "gauge", "Open files.", "\(state.process.openFiles)")
    }

    private typealias Row = (model: ModelContract, counters: ModelCounters)

    private static func labels(_ model: ModelContract) -> String {
        label("model", model.name) + "," + label("version", model.version)
    }

    /// The counters that dashboards for Triton read.
    private mutating func triton(_ rows: [Row], pending: Int) {
        let counters: [(String, String, (ModelCounters) -> UInt64)] = [
            ("nv_inference_request_success", "Successful requests.", { $0.successes }),
            ("nv_inference_count", "Images.", { $0.images }),
            ("nv_inference_exec_count", "Batches computed.", { $0.executions }),
            (
                "nv_inference_request_duration_us", "Time of requests in microseconds.",
                { $0.duration / 1000 }
            ),
            (
                "nv_inference_queue_duration_us", "Time that requests waited.",
                { $0.queue.sum / 1000 }
            ),
            (
                "nv_inference_compute_input_duration_us", "Time of reading inputs.",
                { $0.input.sum / 1000 }
            ),
            (
                "nv_inference_compute_infer_duration_us", "Time of the networks.",
                { $0.infer.sum / 1000 }
            ),
            (
                "nv_inference_compute_output_duration_us", "Time of writing outputs.",
                { $0.output.sum / 1000 }
            ),
        ]
        for (name, help, value) in counters {
            begin(name, "counter", help)
            for row in rows { sample(name, Self.labels(row.model), "\(value(row.counters))") }
        }
        begin("nv_inference_request_failure", "counter", "Failed requests.")
        for row in rows {
            for reason in WorkRecord.Failure.allCases {
                sample(
                    "nv_inference_request_failure",
                    Self.labels(row.model) + "," + Self.label("reason", "\(reason.label)"),
                    "\(row.counters.failures[reason.rawValue])")
            }
        }
        single(
            "nv_inference_pending_request_count", "gauge", "Requests that wait or are computed.",
            "\(pending)")
    }

    /// The histograms that KServe's servers have, and that of waiting.
    private mutating func kserve(_ rows: [Row]) {
        let histograms: [(String, String, (ModelCounters) -> Histogram)] = [
            ("request_preprocess_seconds", "Time of reading inputs.", { $0.input }),
            ("request_predict_seconds", "Time of the networks.", { $0.infer }),
            ("request_postprocess_seconds", "Time of writing outputs.", { $0.output }),
            ("mnist_request_queue_seconds", "Time that requests waited.", { $0.queue }),
        ]
        for (name, help, value) in histograms {
            begin(name, "histogram", help)
            for row in rows {
                histogram(
                    name,
                    Self.label("model_name", row.model.name) + ","
                        + Self.label("model_version", row.model.version), value(row.counters))
            }
        }
    }
}

/// What is not counted by loops.
struct ServerFigures: Sendable {
    let version: String
    let kernels: String
    let isDraining: Bool
    let reloadFailures: Int
    let droppedLines: Int
    let pending: Int
    let process: ProcessFigures
}
