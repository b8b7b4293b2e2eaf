import ExchangeTestKit
import Pages
import Testing

@Suite("Small numbers that leave the trust")
struct SmallNumbersTests {
    @Test("planted counts are shown as the rule says")
    func planted() {
        let shown = (0...23).map(SmallNumbers.shown)
        #expect(
            shown == ["0"] + Array(repeating: "fewer than 8", count: 7) + Array(repeating: "10", count: 5)
                + Array(repeating: "15", count: 5) + Array(repeating: "20", count: 5) + ["25"]
        )
        for count in 8...2000 {
            let number = Int(SmallNumbers.shown(count)) ?? 0
            #expect(number % 5 == 0 && abs(number - count) <= 2)
        }
    }

    @Test("a planted table has the totals that can be told, and no other")
    func plantedTable() {
        let margins = SmallNumbers.margins([[3, 12, 0], [20, 9, 41], [0, 8, 7]])
        #expect(margins.cells == [["fewer than 8", "10", "0"], ["20", "10", "40"], ["0", "10", "fewer than 8"]])
        #expect(margins.rows == ["withheld", "70", "withheld"])
        #expect(margins.columns == ["withheld", "30", "withheld"])
        #expect(margins.all == "withheld")
        let whole = SmallNumbers.margins([[0, 12], [20, 9]])
        #expect(whole.rows == ["10", "30"] && whole.columns == ["20", "20"] && whole.all == "40")
        #expect(SmallNumbers.margins([]).all == "0")
    }

    /// Whether each small cell of a table could be any of 1 to 7 for somebody who sees what is printed, whatever the
    /// others are: a table that has the other value there prints the same.
    private static func hides<Printed: Equatable>(_ counts: [[Int]], _ printed: ([[Int]]) -> Printed) -> Bool {
        let seen = printed(counts)
        for row in counts.indices {
            for column in counts[row].indices where (1...7).contains(counts[row][column]) {
                for other in 1...7 {
                    var table = counts
                    table[row][column] = other
                    if printed(table) != seen { return false }
                }
            }
        }
        return true
    }

    private static func tables(_ generator: inout SeededGenerator) -> [[[Int]]] {
        (0..<3000).map { _ in
            let (rows, columns) = (Int.random(in: 1...5, using: &generator), Int.random(in: 1...5, using: &generator))
            let largest = [8, 12, 40, 400].randomElement(using: &generator) ?? 8
            return (0..<rows).map { _ in (0..<columns).map { _ in Int.random(in: 0...largest, using: &generator) } }
        }
    }

    @Test("no small count can be worked out from all that is printed")
    func hidden() {
        var generator = SeededGenerator.announced()
        var small = 0
        for table in Self.tables(&generator) {
            #expect(Self.hides(table, SmallNumbers.margins), "\(table)")
            small += table.joined().count(where: SmallNumbers.isSmall)
        }
        #expect(small > 1000)
    }

    @Test("nor can all of them together")
    func hiddenTogether() {
        var generator = SeededGenerator.announced()
        for table in Self.tables(&generator) {
            let other = table.map { row in
                row.map { SmallNumbers.isSmall($0) ? Int.random(in: 1...7, using: &generator) : $0 }
            }
            #expect(SmallNumbers.margins(other) == SmallNumbers.margins(table), "\(table)")
        }
    }

    @Test("totals that are only rounded would tell them: this test would see it")
    func naive() {
        var generator = SeededGenerator.announced()
        let tables = Self.tables(&generator)
        let told = tables.count { table in
            !Self.hides(table) { counts in
                counts.map { $0.map(SmallNumbers.shown) + [SmallNumbers.shown($0.reduce(0, +))] }
            }
        }
        #expect(told > 500)
        // As would totals that are withheld only where one cell alone is small.
        let single = tables.count { table in
            !Self.hides(table) { counts in
                counts.map { row -> [String] in
                    let isAlone = row.count(where: SmallNumbers.isSmall) == 1
                    return row.map(SmallNumbers.shown) + [isAlone ? "" : SmallNumbers.shown(row.reduce(0, +))]
                }
            }
        }
        #expect(single > 100)
    }

    /// Every table that prints the same, of all tables of two by two with counts up to 12.
    @Test("of all small tables, those that print alike differ in every small cell by all that it can be")
    func enumerated() {
        struct Print: Hashable {
            let cells: [[String]]
            let totals: [String]
        }
        var values: [Print: [Set<Int>]] = [:]
        let counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13]
        for (first, second) in counts.flatMap({ first in counts.map { (first, $0) } }) {
            for (third, fourth) in counts.flatMap({ third in counts.map { (third, $0) } }) {
                let table = SmallNumbers.margins([[first, second], [third, fourth]])
                let key = Print(cells: table.cells, totals: table.rows + table.columns + [table.all])
                var seen = values[key] ?? Array(repeating: [], count: 4)
                for (place, count) in [first, second, third, fourth].enumerated() { seen[place].insert(count) }
                values[key] = seen
            }
        }
        for (key, seen) in values {
            for (cell, possible) in zip(key.cells.joined(), seen) where cell == SmallNumbers.fewer {
                #expect(possible == Set(1...7))
            }
        }
    }
}
