import Anonymisation
import CommandSupport

/// Findings in their lines, for the author's own eyes: with `lesson redact`, the only place where matched text is shown.
enum FindingText {
    static func lines(_ findings: [TextFinding], in bytes: [UInt8], file name: String) -> String {
        let file = TerminalOutput.line(name)
        guard !findings.isEmpty else { return "\(file): no known identifier found by these rules\n" }
        var out =
            "\(file): \(findings.count) finding\(findings.count == 1 ? "" : "s"). Matched text is shown below: do not pass it on.\n"
        let scalars = ScannedScalars.of(bytes)
        var lineStart = 0
        var line = 1
        var next = 0
        for (position, scalar) in scalars.enumerated() {
            let isEnd = scalar == "\n" || position == scalars.count - 1
            guard isEnd else { continue }
            let end = scalar == "\n" ? position : position + 1
            if next < findings.count, findings[next].start < end + 1 {
                var here: [TextFinding] = []
                while next < findings.count, findings[next].start <= end {
                    here.append(findings[next])
                    next += 1
                }
                out += "\(line): \(marked(scalars[lineStart..<end], here))\n"
                for finding in here {
                    let proposal = finding.proposal.map { ", in its place: \($0)" } ?? ""
                    out += "     \(finding.decision.rawValue) \(finding.type.rawValue) (\(finding.rule))\(proposal)\n"
                }
            }
            lineStart = position + 1
            line += 1
        }
        return out
    }

    /// A finding with the words around it, in its line of a text.
    static func context(of finding: TextFinding, in text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var start = finding.start
        while start > 0, finding.start - start < 60, scalars[start - 1] != "\n" { start -= 1 }
        var end = finding.end
        while end < scalars.count, end - finding.end < 60, scalars[end] != "\n" { end += 1 }
        return "  \(marked(scalars[start..<end], [finding]))\n"
    }

    /// The line with its findings in colour, or in brackets where there is none.
    private static func marked(_ line: ArraySlice<Unicode.Scalar>, _ findings: [TextFinding]) -> String {
        let (open, close) = TerminalOutput.hasColour ? ("\u{1B}[1;31m", "\u{1B}[0m") : ("[", "]")
        var out = ""
        // Findings and characters are walked together: a line may be the whole of a long text.
        var next = 0
        for position in line.indices {
            if next < findings.count, findings[next].start == position { out += open }
            let scalar = line[position]
            out.unicodeScalars.append(scalar != "\t" && TerminalOutput.canSteer(scalar) ? "?" : scalar)
            if next < findings.count, findings[next].end == position + 1 {
                out += close
                next += 1
            }
        }
        return out
    }
}
