package import StrictJSON

package enum QualityLint { package static func advice(for lesson: JSONValue) -> [Int] { [] } }
