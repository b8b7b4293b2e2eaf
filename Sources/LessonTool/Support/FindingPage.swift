import Anonymisation
import CommandSupport

/// Findings as one page for reviewers: no script, nothing from elsewhere, prints well.
///
/// It shows matched text, and says so.
struct FindingPage {
    private var body = ""
    private var count = 0

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#212b32}
        p{overflow-wrap:anywhere}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;overflow-wrap:anywhere}
        .note{border-left:.5rem solid #b10e1e;padding:.5rem 1rem;background:#fbe9ea}
        .text{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #aeb7bd;padding:1rem}
        mark{padding:0 .15em;border-bottom:3px solid;color:inherit}
        mark.block{background:#fbd5d8;border-color:#b10e1e}mark.generalise{background:#fff2b8;border-color:#8a6d00}
        mark.warn{background:#dbe9f6;border-color:#005eb8}
        sup{font-size:.7em;padding-left:.15em}
        table{border-collapse:collapse;width:100%;margin-top:1rem}th,td{text-align:left;border-bottom:1px solid #d8dde0;padding:.3rem .5rem}
        @media print{body{margin:0;max-width:none;font-size:11pt}.text{border:0;padding:0}tr,mark{break-inside:avoid}}
        """

    mutating func add(_ findings: [TextFinding], in bytes: [UInt8], file: String) {
        count += findings.count
        body += "<h2>\(Self.escaped(file))</h2>\n"
        guard !findings.isEmpty else {
            body += "<p>No known identifier found by these rules.</p>\n"
            return
        }
        body +=
            "<div class=\"text\">\(Self.marked(ScannedScalars.of(bytes), findings))</div>\n"
        body += "<table>\n<tr><th scope=\"col\">No.</th><th scope=\"col\">Kind</th><th scope=\"col\">Decision</th>"
        body += "<th scope=\"col\">Rule</th><th scope=\"col\">In its place</th></tr>\n"
        for (position, finding) in findings.enumerated() {
            body += "<tr><td>\(position + 1)</td><td>\(finding.type.rawValue)</td><td>\(finding.decision.rawValue)</td>"
            body += "<td>\(finding.rule)</td><td>\(Self.escaped(finding.proposal ?? "a person has to say"))</td></tr>\n"
        }
        body += "</table>\n"
    }

    /// The whole page.
    func html(rules: String) -> String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>What could identify a person</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <h1>What could identify a person</h1>
        <p class="note"><strong>This page shows the matched text.</strong> It is for the author and the reviewer only: do not pass \
        it on, and destroy it when the draft is clean.</p>
        <p>\(count) \(count == 1 ? "finding" : "findings"). Rules \(Self.escaped(rules)). What no rule knows is not marked: read \
        the whole text.</p>
        \(body)</body>
        </html>

        """
    }

    private static func marked(_ text: [Unicode.Scalar], _ findings: [TextFinding]) -> String {
        var out = ""
        var at = 0
        for (position, finding) in findings.enumerated() {
            out += escaped(text[at..<finding.start])
            out += "<mark class=\"\(finding.decision.rawValue)\">\(escaped(text[finding.start..<finding.end]))"
            out += "<sup>\(position + 1)</sup></mark>"
            at = finding.end
        }
        return out + escaped(text[at...])
    }

    private static func escaped(_ text: String) -> String { escaped(Array(text.unicodeScalars)[...]) }

    /// Markup and what cannot be seen is made visible; a page must not be changed by what it shows.
    private static func escaped(_ text: ArraySlice<Unicode.Scalar>) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text {
            switch scalar {
            case "<": out.append(contentsOf: "&lt;".unicodeScalars)
            case ">": out.append(contentsOf: "&gt;".unicodeScalars)
            case "&": out.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": out.append(contentsOf: "&quot;".unicodeScalars)
            case "\n", "\t": out.append(scalar)
            default: out.append(TerminalOutput.canSteer(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(out)
    }
}
