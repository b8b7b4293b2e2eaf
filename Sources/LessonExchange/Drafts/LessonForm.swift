package import Signatures
package import StrictJSON

/// The plain-text form of a draft: a question line `## 3. …`, a line of help that begins with `>`, and the answer below.
package struct LessonForm: Sendable {
    package let kind: FormKind
    /// Answers by question, in the order of ``FormKind/questions``; blank ones are nil.
    package let answers: [String?]

    private static let heading = "# Lesson form: "

    /// Forms are small; larger files are something else (256 KiB).
    package static let bytesMax = 256 << 10

    /// The blank form.
    ///
    /// `now`: decides the offered month of review.
    package static func blank(_ kind: FormKind, now: Timestamp) -> String {
        var text = heading + kind.rawValue + "\n\n"
        text += "> Write each answer below its question. Lines that begin with > are help and are not read.\n"
        text += "> Then: lesson check FILE shows what is missing; lesson sign takes the file as it is.\n"
        for (number, question) in kind.questions.enumerated() {
            text += "\n## \(number + 1). \(question.title)\n> \(question.help)\n"
            switch question.offer {
            case .text(let offer): text += offer + "\n"
            case .nextYear: text += now.month(adding: 12) + "\n"
            case .kind: text += kind.recordKind + "\n"
            case nil: text += "\n"
            }
        }
        return text
    }

    /// Whether bytes look like a form rather than JSON.
    package static func isForm(_ bytes: [UInt8]) -> Bool {
        bytes.drop { $0 <= 0x20 }.first == 0x23
    }

    /// Reads a filled form.
    ///
    /// - Throws: `form.malformed` with the line.
    package init(parsing bytes: [UInt8]) throws(LessonExchangeError) {
        guard bytes.count <= Self.bytesMax else {
            throw LessonExchangeError("limit.exceeded", "formBytesMax is \(Self.bytesMax)")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LessonExchangeError("json.invalid-utf8")
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(Self.trimmed)
        guard let first = lines.firstIndex(where: { !$0.isEmpty }), lines[first].hasPrefix(Self.heading),
            let kind = FormKind(rawValue: String(lines[first].dropFirst(Self.heading.count)))
        else {
            throw LessonExchangeError("form.malformed", "the first line is not «\(Self.heading)KIND»", at: "line 1")
        }
        self.kind = kind
        var answers = [[String]](repeating: [], count: kind.questions.count)
        var seen = Set<Int>()
        var current: Int?
        for (position, line) in lines.enumerated().dropFirst(first + 1) {
            if line.hasPrefix("## ") {
                let number = Int(line.dropFirst(3).prefix { $0.isNumber }) ?? 0
                guard kind.questions.indices.contains(number - 1), seen.insert(number).inserted else {
                    throw LessonExchangeError(
                        "form.malformed",
                        "a question line that the form does not have, or has already",
                        at: "line \(position + 1)"
                    )
                }
                current = number - 1
            } else if !line.hasPrefix(">") {
                guard let current else {
                    guard line.isEmpty else {
                        throw LessonExchangeError(
                            "form.malformed",
                            "text before the first question",
                            at: "line \(position + 1)"
                        )
                    }
                    continue
                }
                answers[current].append(line)
            }
        }
        self.answers = answers.map { lines in
            let text = Self.trimmed(lines.joined(separator: "\n")[...])
            return text.isEmpty ? nil : text
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The draft record that the answers make.
    ///
    /// Blank answers leave their member out; the schema says what is missing.
    package var draft: JSONTree {
        var draft = JSONTree.object([])
        for (question, answer) in zip(kind.questions, answers) {
            guard let answer else { continue }
            Self.set(Self.value(of: answer, question.answer), at: question.path[...], in: &draft)
        }
        return draft
    }

    private static func set(_ value: JSONTree, at path: ArraySlice<String>, in tree: inout JSONTree) {
        guard let name = path.first else {
            tree = value
            return
        }
        if name == "0" {
            // A form fills the first element of a list only.
            var element = tree.elements.first ?? .object([])
            set(value, at: path.dropFirst(), in: &element)
            tree = .array([element])
        } else {
            var child = tree[name] ?? .object([])
            set(value, at: path.dropFirst(), in: &child)
            tree[name] = child
        }
    }

    private static func value(of answer: String, _ form: FormQuestion.Answer) -> JSONTree {
        let lines = answer.split(whereSeparator: \.isNewline).map(trimmed).filter { !$0.isEmpty }
        switch form {
        case .text, .code: return .string(answer)
        case .codes:
            let codes = lines.flatMap { $0.split(separator: ",").map(trimmed) }.filter { !$0.isEmpty }
            return .array(codes.map { .string($0) })
        case .learnings: return .array(lines.map(learning))
        case .factors:
            return .array(
                lines.map { line in
                    let parts = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false).map(trimmed)
                    return .object(of: [
                        "element": .string(parts[0]),
                        "polarity": parts.count > 1 ? .string(parts[1]) : nil,
                        "text": parts.count > 2 ? .string(parts[2]) : nil,
                    ])
                }
            )
        }
    }

    private static let levels = ["team", "service", "organisation", "system", "national"]

    private static func learning(_ line: String) -> JSONTree {
        let parts = line.split(separator: ":", maxSplits: 1).map(trimmed)
        let hasLevel = parts.count == 2 && levels.contains(parts[0].lowercased())
        return .object(of: [
            "statement": .string(hasLevel ? parts[1] : line),
            // Most lessons are learned by the organisation; the help line tells how to say otherwise.
            "level": .string(hasLevel ? parts[0].lowercased() : "organisation"),
        ])
    }

    /// The questions that need an answer and have none.
    package var blankQuestions: [(place: String, help: String)] {
        kind.questions.indices.filter { answers[$0] == nil && !kind.questions[$0].isOptional }.map { place(of: $0) }
    }

    private func place(of position: Int) -> (place: String, help: String) {
        let question = kind.questions[position]
        return ("question \(position + 1) (\(question.title))", question.help)
    }

    /// The question that a JSON Pointer into the draft belongs to, and its help; nil when there is none.
    ///
    /// A pointer to an object of several questions, such as a missing `goodPractice`, leads to the first of them.
    package func question(at pointer: String) -> (place: String, help: String)? {
        let match = kind.questions.enumerated().first { _, question in
            let own = question.pointer
            return pointer.utf8.elementsEqual(own.utf8) || pointer.utf8.starts(with: (own + "/").utf8)
                || own.utf8.starts(with: (pointer + "/").utf8)
        }
        return match.map { place(of: $0.offset) }
    }
}
