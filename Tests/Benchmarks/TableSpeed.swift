import Anonymisation
import ExchangeTestKit
import Findings
import Glibc
import Signatures

/// Prints how fast tables are read, and how much memory that takes for a small and for a large one.
///
/// The tables are of the tracker's form; most of their reports have no text, as in the real one. `folder`: where the tables
/// are written, so that the whole command can be measured with the same.
func benchmarkTables(in folder: String) throws {
    print("\nfindings, tables of the tracker's form")
    let tables: [(name: String, megabytes: Int, share: Int)] = [
        ("small", 10, 5), ("large", 100, 5), ("texts", 10, 1), ("aside", 100, 0),
    ]
    for (name, megabytes, share) in tables {
        let path = "\(folder)/reports-\(name).csv"
        try writeTable(path, megabytes: megabytes, share: share)
        let reader = FindingReader(
            format: .pfdTracker,
            publisher: "reg:demo-northmere",
            now: Timestamp(unixSeconds: 1_750_000_000),
            scanner: TextScanner()
        )
        var findings = 0
        var source: SourceFile?
        let start = ContinuousClock.now
        let begin = processorSeconds()
        source = try reader.read(path) { row in
            if case .finding = row.reading { findings += 1 }
        }
        let processor = processorSeconds() - begin
        let clock = (ContinuousClock.now - start) / .seconds(1)
        let bytes = Double(source?.bytes ?? 0)
        let speed = { (seconds: Double) in (bytes / seconds / 1e5).rounded() / 10 }
        let kind =
            share == 0 ? "reading alone, every row set aside" : "one report of \(share) with its concerns"
        print(
            "  \(Int(bytes / 1e6)) MB, \(kind): \(speed(clock)) MB/s, \(speed(processor)) MB/s of processor time, "
                + "\(findings) findings, at most \(memory()) MiB so far"
        )
    }
}

/// What the process has used of a processor: on a shared machine the clock on the wall says little.
private func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let micros = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + micros / 1e6
}

/// The most memory that the process had, in MiB.
private func memory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
}

/// `share`: one report of so many has its concerns; 0: no row has a reference, so that nothing but reading is done.
private func writeTable(_ path: String, megabytes: Int, share: Int) throws {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    var random = SeededGenerator(seed: 6)
    fputs(
        "date_added,date_of_report,ref,deceased_name,coroner_name,coroner_area,category,this_report_is_being_sent_to,"
            + "report_url,pdf_url,reply_urls,circumstances,concerns,inquest,action,response,legal\n",
        file
    )
    let point =
        "Lists of medicines are kept in two systems, and nobody compares them when a patient goes home from the ward. "
    let other = String(
        repeating: "The record of the meeting tells who was there and what was said about the list. ",
        count: 9
    )
    var number = 0
    while ftell(file) < megabytes * 1_000_000 {
        let reference =
            share == 0 ? "none" : "20\(13 + number / 9999 % 80)-" + String(10_000 + number % 9999).dropFirst()
        let points = (1...Int.random(in: 2...6, using: &random)).map { "(\($0)) \(point)\(point)" }.joined(
            separator: "\n"
        )
        let concerns = number % max(share, 1) == 0 ? "\"The MATTERS OF CONCERN are as follows:\n\n\(points)\"" : ""
        fputs(
            "14/03/2025,11/03/2025,\(reference),Example Personone,Ms Quillon Tarrowby,Kent and Medway,Other related deaths,"
                + "Kent and Medway NHS and Social Care Partnership Trust | NHS England,https://www.judiciary.uk/r/\(number)/,"
                + "https://www.judiciary.uk/u/Report-\(reference).pdf,,\"\(other)\",\(concerns),\"\(other)\","
                + "\"In my opinion action should be taken, and I believe that you have the power to take it.\","
                + "\"You must respond within 56 days, namely by 7th May 2025.\",\"\(other.prefix(300))\"\n",
            file
        )
        number += 1
    }
}
