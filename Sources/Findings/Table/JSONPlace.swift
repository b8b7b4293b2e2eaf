import StrictJSON

/// Where in a JSON text an offset lies, as far as it can be told without reading it as a whole: for faults of its text.
struct JSONPlace {
    private enum Step {
        /// `name`: the raw bytes of the member that is under way.
        case object(name: [UInt8], isName: Bool)
        case array(position: Int)
    }

    private var steps: [Step] = []

    /// The record around an offset, from 1, and the name of its member; nil where the offset lies outside the records.
    ///
    /// `records`: where the array of records is; nil where the text is one record.
    static func record(
        at offset: Int,
        in text: some Sequence<UInt8>,
        records: JSONPointer?
    ) -> (number: Int, member: String?)? {
        var place = JSONPlace()
        place.walk(text, to: offset)
        return place.record(records)
    }

    private func record(_ records: JSONPointer?) -> (number: Int, member: String?)? {
        guard let records else { return (1, steps.first.flatMap(Self.member)) }
        let way = records.tokens
        guard steps.count > way.count, zip(steps, way).allSatisfy({ Self.leads($0, to: $1) }),
            case .array(let position) = steps[way.count]
        else { return nil }
        let inside = way.count + 1 < steps.count ? steps[way.count + 1] : nil
        return (position + 1, inside.flatMap(Self.member))
    }

    private static func leads(_ step: Step, to token: String) -> Bool {
        switch step {
        case .object(let name, _): String(decoding: name, as: UTF8.self) == token
        case .array(let position): String(position) == token
        }
    }

    private static func member(_ step: Step) -> String? {
        guard case .object(let name, _) = step, !name.isEmpty else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func walk(_ text: some Sequence<UInt8>, to offset: Int) {
        var isText = false
        var isEscaped = false
        var word: [UInt8] = []
        for (at, byte) in text.enumerated() {
            guard at <= offset else { return }
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isText = false
                    endText(word)
                    continue
                }
                // A name that is longer is none that a mapping has.
                if word.count < 1_000 { word.append(byte) }
                continue
            }
            switch byte {
            case 0x22:
                isText = true
                word.removeAll(keepingCapacity: true)
            // The sign that passes a limit of nesting is inside the member already.
            case 0x7B where at < offset: steps.append(.object(name: [], isName: true))
            case 0x5B where at < offset: steps.append(.array(position: 0))
            case 0x7D, 0x5D: if !steps.isEmpty { steps.removeLast() }
            case 0x2C: goOn()
            default: break
            }
        }
    }

    private mutating func endText(_ word: [UInt8]) {
        guard case .object(_, true) = steps.last else { return }
        steps[steps.count - 1] = .object(name: word, isName: false)
    }

    private mutating func goOn() {
        switch steps.last {
        case .object: steps[steps.count - 1] = .object(name: [], isName: true)
        case .array(let position): steps[steps.count - 1] = .array(position: position + 1)
        case nil: break
        }
    }
}
