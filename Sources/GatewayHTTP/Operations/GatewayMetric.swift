/// What the gateway tells about itself at `/metrics`: every name that there is, with its labels and what it means.
///
/// docs/reference/metrics.md describes the same names, and docs/reference/alerts.yml uses no other; tests compare them.
package struct GatewayMetric: Sendable {
    /// How a metric moves, in the words of the exposition format.
    package enum Kind: String, Sendable {
        /// Only grows, from 0 at each start.
        case counter
        case gauge
        /// Counts in fixed buckets of seconds.
        case histogram
    }

    package let name: String
    package let kind: Kind
    /// Names of labels, in the order in which they are written.
    package let labels: [String]
    package let help: String

    private init(_ name: String, _ kind: Kind, _ help: String, _ labels: [String] = []) {
        self.name = "lesson_gateway_" + name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    // The process.
    package static let build = Self("build_info", .gauge, "Always 1; the version is the label.", ["version"])
    package static let started = Self("start_time_seconds", .gauge, "Unix time at which the process started.")
    package static let ready = Self("ready", .gauge, "1 when /readyz answers 200, else 0.")
    package static let seriesDropped = Self(
        "series_dropped_total",
        .counter,
        "Values that were not counted, since their metric had too many series."
    )

    // The exchange with each partner that has an address.
    package static let lastSuccess = Self(
        "sync_last_success_timestamp_seconds",
        .gauge,
        "Unix time at which the partner's log was last read to its end.",
        ["partner"]
    )
    package static let lag = Self(
        "sync_lag_seconds",
        .gauge,
        "Seconds since the partner's log was last read to its end; since the exchange began when it never was.",
        ["partner"]
    )
    package static let failures = Self("sync_failures", .gauge, "Readings that failed, in a row.", ["partner"])
    package static let clockSkew = Self(
        "clock_skew_seconds",
        .gauge,
        "The partner's clock minus ours, at the last answer.",
        ["partner"]
    )
    package static let statementsReceived = Self(
        "statements_received_total",
        .counter,
        "Statements that the partner's log had for us, by what became of them.",
        ["partner", "outcome"]
    )

    // What the store holds.
    package static let stopped = Self(
        "sync_stopped",
        .gauge,
        "1 when the partner's log contradicted itself and is not read on; the code says how.",
        ["partner", "code"]
    )
    package static let feedPosition = Self(
        "feed_position",
        .gauge,
        "Entries of the partner's log that were read.",
        ["partner"]
    )
    package static let feedSize = Self("feed_size", .gauge, "Entries that the partner's log has.", ["partner"])
    package static let logSize = Self("log_size", .gauge, "Entries of our own log.")
    package static let receiptsWritten = Self("receipts_written_total", .counter, "Receipts of ours that were logged.")
    package static let receiptsMissing = Self(
        "receipts_missing_oldest_seconds",
        .gauge,
        "Age of the oldest statement of ours that the partner has not receipted; 0 when there is none.",
        ["partner"]
    )
    package static let pullBack = Self(
        "pull_back_partners",
        .gauge,
        "Partners that are still to be asked for what a restore lost."
    )
    package static let withdrawals = Self(
        "withdrawals_outstanding",
        .gauge,
        "Withdrawals of ours that not every partner has receipted."
    )
    package static let withdrawalsOldest = Self(
        "withdrawals_outstanding_oldest_seconds",
        .gauge,
        "Age of the oldest of them; 0 when there is none."
    )
    package static let quarantine = Self("quarantine_items", .gauge, "Statements that were set aside as wrong.")
    package static let quarantineOldest = Self(
        "quarantine_oldest_seconds",
        .gauge,
        "Age of the oldest of them; 0 when there is none."
    )
    package static let held = Self("held_items", .gauge, "Statements that a person has to judge.")
    package static let heldOldest = Self(
        "held_oldest_seconds",
        .gauge,
        "Age of the oldest of them; 0 when there is none."
    )
    package static let withheld = Self("withheld_items", .gauge, "Statements that a partner lists and does not give.")
    package static let certificateDays = Self(
        "certificate_days_left",
        .gauge,
        "Days until the first certificate of a chain ends: seal, receipts or tls; negative afterwards.",
        ["kind"]
    )

    // Requests, at each of the three listeners.
    package static let requests = Self(
        "requests_total",
        .counter,
        "Requests, by the route's pattern and the class of the answer, such as 2xx.",
        ["listener", "route", "status"]
    )
    package static let requestSeconds = Self(
        "request_duration_seconds",
        .histogram,
        "Seconds from the head of a request to its answer.",
        ["listener", "route"]
    )
    package static let requestsLimited = Self(
        "requests_limited_total",
        .counter,
        "Requests that were refused since their caller had none left.",
        ["listener"]
    )

    /// Every metric, in the order of names.
    package static let all: [GatewayMetric] = [
        build, started, ready, seriesDropped, lastSuccess, lag, failures, clockSkew, statementsReceived, stopped,
        feedPosition, feedSize, logSize, receiptsWritten, receiptsMissing, pullBack, withdrawals, withdrawalsOldest,
        quarantine, quarantineOldest, held, heldOldest, withheld, certificateDays, requests, requestSeconds,
        requestsLimited,
    ].sorted { $0.name < $1.name }

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

/// A value that was read for one answer.
package struct MetricSample: Sendable {
    package let metric: GatewayMetric
    /// In the order of the metric's labels.
    package let values: [String]
    package let number: Double

    package init(_ metric: GatewayMetric, _ number: Double, _ values: [String] = []) {
        self.metric = metric
        self.values = values
        self.number = number
    }
}
