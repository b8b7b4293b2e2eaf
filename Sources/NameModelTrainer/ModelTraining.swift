import Anonymisation

/// An averaged perceptron over hashed features, in whole numbers and in a fixed order: the same text makes the same
/// weights on every machine.
struct ModelTraining {
    private var weights: [Int32]
    private var totals: [Int64]
    private var step: Int64 = 1

    /// How far the right side of zero a score should lie.
    private static let margin: Int32 = 14
    private static let epochs = 5
    /// A missed name costs more than a false alarm.
    private static let missWeight: Int32 = 2

    init(count: Int) {
        weights = Array(repeating: 0, count: count)
        totals = Array(repeating: 0, count: count)
    }

    /// A candidate word with its features, for either answer to the word before, and the truth.
    struct Item {
        let plain: [Int32]
        let afterName: [Int32]
        let followsName: Bool
        let isName: Bool
    }

    static func items(_ text: TrainingText, _ rules: RuleBook) -> [Item] {
        var previous = false
        var end = 0
        return NameTraining.examples(text.text, rules: rules).map { example in
            let isName = text.people.contains { $0.contains(example.start) }
            // A name goes on over an initial, a hyphen or a comma.
            let follows = previous && text.people.contains { $0.contains(example.start) && $0.contains(end - 1) }
            previous = isName
            end = example.end
            return Item(
                plain: example.features(false).map { Int32(rules.weightIndex($0)) },
                afterName: example.features(true).map { Int32(rules.weightIndex($0)) },
                followsName: follows || previous && isName && follows,
                isName: isName
            )
        }
    }

    mutating func train(_ texts: [[Item]], seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var order = Array(texts.indices)
        for _ in 0..<Self.epochs {
            random.shuffle(&order)
            for index in order { for item in texts[index] { learn(item) } }
        }
    }

    private mutating func learn(_ item: Item) {
        let features = item.followsName ? item.afterName : item.plain
        var score: Int32 = 0
        for feature in features { score += weights[Int(feature)] }
        step += 1
        let signed = item.isName ? score : -score
        guard signed <= Self.margin else { return }
        let change = item.isName ? Self.missWeight : -1
        for feature in features {
            weights[Int(feature)] += change
            totals[Int(feature)] += Int64(change) * step
        }
    }

    /// The averaged weights in eight bits.
    func averaged() -> [Int8] {
        zip(weights, totals).map { weight, total in
            // Four steps to the unit; the mean over all steps is what the last weight would be without haste.
            let mean = (Double(weight) - Double(total) / Double(step)) * 4
            return Int8(max(-127, min(127, mean.rounded())))
        }
    }

    /// Scores as the scanner computes them, with its own guess about the word before.
    static func scores(_ text: [Item], _ weights: [Int8], warn: Int32) -> [Int32] {
        text.map { item in
            (item.followsName ? item.afterName : item.plain).reduce(Int32(0)) { $0 + Int32(weights[Int($1)]) }
        }
    }
}
