import Anonymisation
import Findings
import Signatures
import StrictJSON

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    // Without a header of the format nothing is read, so half of the inputs get one.
    check(bytes)
    check(header + bytes)
    return 0
}

private let header = Array(
    ("date_added,date_of_report,ref,deceased_name,coroner_name,coroner_area,category,this_report_is_being_sent_to,"
        + "report_url,pdf_url,reply_urls,circumstances,concerns,inquest,action,response,legal\n").utf8
)

private func check(_ bytes: [UInt8]) {
    let reader = FindingReader(
        format: .pfdTracker,
        publisher: "reg:demo-northmere",
        now: Timestamp(unixSeconds: 1_750_000_000),
        scanner: TextScanner()
    )
    var last = 0
    var isRefused = false
    let source = try? reader.read(bytes, name: "table") { row in
        precondition(row.row == last + 1, "a row is missing")
        last = row.row
        switch row.reading {
        case .repeated(let first): precondition(first < row.row, "a row repeats a later one")
        case .quarantined(let faults): precondition(!faults.isEmpty, "a row is set aside without a reason")
        case .finding(let finding):
            precondition((try? JSONDocument(parsing: finding.draft)) != nil, "a draft is no JSON")
            precondition(finding.title.unicodeScalars.count <= 120, "a title is too long")
        }
    }
    isRefused = source == nil
    precondition(!isRefused || last == 0, "a file is refused after rows were handed over")
    precondition(isRefused || source?.rows == last, "rows are not all accounted for")
}
