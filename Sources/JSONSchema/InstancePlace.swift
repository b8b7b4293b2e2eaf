import StrictJSON

/// Finds the JSON Pointer of a node afterwards, so that validation itself need not track any path.
enum InstancePlace {
    /// The pointer from a value to a node on the same tape.
    ///
    /// A member name leads to the object that has it: a name that is at fault is not repeated.
    static func pointer(to node: Int, from root: JSONValue) -> JSONPointer {
        var tokens: [String] = []
        var current = root
        while current.index != node {
            if current.isObject,
                let member = current.members.first(where: { node < Int($0.value.node.next) })
            {
                guard node >= member.value.index else { break }
                tokens.append(member.name.string ?? "")
                current = member.value
            } else if let position = current.elements.firstIndex(where: { node < Int($0.node.next) }),
                let element = current[position]
            {
                tokens.append(String(position))
                current = element
            } else {
                break
            }
        }
        return JSONPointer(tokens: tokens)
    }
}
