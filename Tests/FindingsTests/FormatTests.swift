import Findings
import Testing

@Suite struct FormatTests {
    @Test("Every format has a name in lower case") func names() {
        for format in FindingFormat.allCases { #expect(format.rawValue == format.rawValue.lowercased()) }
    }
}
