import Pages
import Testing

@Suite struct ReportPageTests {
    @Test("A section without rows says so") func empty() {
        #expect(ReportPage.Section(heading: "Overdue").empty == "Nothing.")
    }
}
