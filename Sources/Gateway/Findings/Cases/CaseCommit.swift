/// Steps of cases with what they rest on: kept together with a publication, or neither is.
package struct CaseCommit: Sendable {
    package let steps: [CaseStep]
    /// What the steps lead to.
    package let states: [Int64: CaseState]
    /// How many steps each finding had when they were taken.
    package let expecting: [Int64: Int]

    package init(steps: [CaseStep], states: [Int64: CaseState], expecting: [Int64: Int]) {
        self.steps = steps
        self.states = states
        self.expecting = expecting
    }
}
