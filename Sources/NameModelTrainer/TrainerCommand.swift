import Anonymisation
import Foundation

/// `NameModelTrainer SOURCES PACKAGE`: writes `rules/gate.bin` and the model card.
enum TrainerCommand {
    private static let rendersPerTemplate = 40
    private static let seed: UInt64 = 20_261_124

    static func run(_ arguments: [String]) throws {
        guard arguments.count == 3 else { throw ListError(line: "usage: NameModelTrainer SOURCES PACKAGE") }
        let package = URL(fileURLWithPath: arguments[2])
        let rules = package.appendingPathComponent("rules")
        let sources = try NameSources(URL(fileURLWithPath: arguments[1]))
        let lists = try ListFiles(rules)
        func book(_ weights: [Int8], _ thresholds: (warn: Int32, block: Int32)) -> [UInt8] {
            RuleBookWriter.bytes(
                classes: lists.classes,
                wordsMax: lists.wordsMax,
                lore: sources.lore,
                weights: weights,
                thresholds: thresholds
            )
        }
        let blank = [Int8](repeating: 0, count: RuleBookWriter.weightCount)
        guard let untrained = RuleBook(book(blank, (1, 1))) else { throw ListError(line: "the table cannot be read") }
        let reader = try TemplateReader(
            package.appendingPathComponent("Sources/NameModelTrainer/Templates"),
            names: NameMaker(sources),
            lists: rules
        )
        let texts = makeTexts(reader)
        let items = texts.map { ModelTraining.items($0, untrained) }
        print("templates \(reader.templates.count), texts \(texts.count), words \(items.reduce(0) { $0 + $1.count })")
        let figures = crossValidate(texts, items)
        for row in figures.rows { print(row) }
        var training = ModelTraining(count: RuleBookWriter.weightCount)
        training.train(items, seed: seed)
        let bytes = book(training.averaged(), figures.thresholds)
        try Data(bytes).write(to: rules.appendingPathComponent("gate.bin"))
        print("rules/gate.bin: \(bytes.count) bytes, thresholds \(figures.thresholds)")
        let card = ModelCard.text(
            figures.rows,
            templates: reader.templates.count,
            texts: texts.count,
            bytes: bytes.count
        )
        try Data(card.utf8).write(to: package.appendingPathComponent("docs/reference/name-model.md"))
    }

    private static func makeTexts(_ reader: TemplateReader) -> [TrainingText] {
        var random = SeededRandom(seed: seed)
        var texts: [TrainingText] = []
        for _ in 0..<rendersPerTemplate {
            for template in reader.templates.indices { texts.append(reader.text(template, &random)) }
        }
        return texts
    }

    /// Five parts by template: each is judged by a model that never saw its sentences.
    private static func crossValidate(
        _ texts: [TrainingText],
        _ items: [[ModelTraining.Item]]
    ) -> (rows: [String], thresholds: (warn: Int32, block: Int32)) {
        var judged: [(score: Int32, isName: Bool)] = []
        for part in 0..<5 {
            var training = ModelTraining(count: RuleBookWriter.weightCount)
            training.train(zip(texts, items).filter { $0.0.template % 5 != part }.map(\.1), seed: seed)
            let weights = training.averaged()
            for (text, items) in zip(texts, items) where text.template % 5 == part {
                let scores = ModelTraining.scores(items, weights, warn: 0)
                judged += zip(scores, items).map { ($0, $1.isName) }
            }
        }
        let names = judged.filter(\.isName).map(\.score).sorted()
        let others = judged.filter { !$0.isName }.map(\.score).sorted()
        func share(_ sorted: [Int32], from threshold: Int32) -> Double {
            Double(sorted.count - (sorted.firstIndex { $0 >= threshold } ?? sorted.count))
                / Double(max(sorted.count, 1))
        }
        func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
        let rows = stride(from: Int32(-80), through: 120, by: 20).map { threshold in
            let found = percent(share(names, from: threshold))
            return "| \(threshold) | \(found) | \(percent(share(others, from: threshold))) |"
        }
        // Warn where some five other words in a hundred are alarmed before phrases and sentence openings are weighed, block
        // where one in two hundred is.
        let warn = others[others.count * 925 / 1000]
        let block = others[others.count * 199 / 200]
        return (rows, (max(warn, 1), max(block, 2)))
    }
}

/// The page about the model.
enum ModelCard {
    static func text(_ rows: [String], templates: Int, texts: Int, bytes: Int) -> String {
        """
        # Name model

        A linear tagger over hashed features, read from `rules/gate.bin` (\(bytes) bytes). `make model` makes the same bytes again.

        | part | from | licence |
        |---|---|---|
        | first names | PyPI `nomquamgender` 0.1.4, PyPI `names` 0.3.0 (US Census) | MIT, public domain |
        | surnames | PyPI `names` 0.3.0 (US Census) | public domain |
        | ordinary words | Debian `scowl` 2020.12.07 | permissive |
        | \(templates) sentence templates, lists in `rules/` | written for this project | Apache-2.0 |

        Trained on \(texts) texts made from the templates with usual, word-like and invented names, partly in small letters; an
        averaged perceptron in whole numbers, one thread, fixed seed. Texts of one template are never in both halves of a test.

        Five-fold by template, share of candidate words from a score on:

        | score from | names | other words |
        |---|---|---|
        \(rows.joined(separator: "\n"))

        **Limits.** UK English prose. A single unusual name in small letters with nothing around it that points to a person is missed
        more often than others. Names of many languages are in the gazetteer, but spellings outside Latin letters are read only as
        far as they look like Latin ones.

        """
    }
}
