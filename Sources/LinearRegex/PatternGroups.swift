/// The groups of a pattern as far as its rules need them: how many there are, and which names clash.
struct PatternGroups {
    typealias Name = [Unicode.Scalar]

    private enum Reference {
        case number(Int)
        case name(Name)
    }

    private var count = 0
    private var names: Set<Name> = []
    private var references: [(target: Reference, position: Int)] = []

    /// Names that may take part in a match together with a group read next.
    ///
    /// Two alternatives of one disjunction never do, so each begins with the names from before it.
    private var live: Set<Name> = []
    private var pending: [(before: Set<Name>, after: Set<Name>)] = []

    mutating func beginDisjunction() {
        pending.append((before: live, after: live))
    }

    mutating func beginAlternative() {
        pending[pending.count - 1].after.formUnion(live)
        live = pending[pending.count - 1].before
    }

    mutating func endDisjunction() {
        live.formUnion(pending.removeLast().after)
    }

    mutating func addCapture() {
        count += 1
    }

    /// False if a group of this name may take part in the same match.
    mutating func addName(_ name: Name) -> Bool {
        names.insert(name)
        return live.insert(name).inserted
    }

    mutating func addReference(toNumber number: Int, at position: Int) {
        references.append((target: .number(number), position: position))
    }

    mutating func addReference(toName name: Name, at position: Int) {
        references.append((target: .name(name), position: position))
    }

    /// Where the first reference stands that leads nowhere.
    ///
    /// A group may come after a reference to it, so this is known at the end of the pattern only.
    var firstUndefinedReference: Int? {
        let undefined = references.first { reference in
            switch reference.target {
            case .number(let number): number > count
            case .name(let name): !names.contains(name)
            }
        }
        return undefined?.position
    }
}
