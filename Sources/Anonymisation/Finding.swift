/// What kind of identifier a piece of text is.
///
/// The names are those that reports and sealed decisions carry; they never change their meaning.
package enum IdentifierType: String, CaseIterable, Sendable, Hashable {
    // Direct: one is enough to recognise somebody.
    case person = "PERSON"
    case initials = "INITIALS"
    case nhsNumber = "NHS_NUMBER"
    case localID = "LOCAL_ID"
    case incidentReference = "INCIDENT_REF"
    case nationalInsurance = "NINO"
    case registration = "REG_NUMBER"
    case governmentID = "GOV_ID"
    case dateOfBirth = "DOB"
    case address = "ADDRESS"
    case postcode = "POSTCODE"
    case phone = "PHONE"
    case email = "EMAIL"
    case social = "SOCIAL"
    case url = "URL"
    case networkAddress = "IP"
    case vehicle = "VEHICLE"
    case bank = "BANK"
    case legalReference = "LEGAL_REF"
    case what3words = "W3W"
    /// Text that is hidden from readers and scanners alike, such as base64.
    case encoded = "ENCODED"
    // Quasi: several together can single somebody out.
    case date = "DATE"
    case age = "AGE"
    case site = "SITE"
    case place = "PLACE"
    case occupation = "OCCUPATION"
    case ethnicity = "ETHNICITY"
    case media = "MEDIA"
    /// What the record tells as a whole, in fields and texts together.
    case record = "RECORD"

    /// Whether one alone recognises somebody.
    package var isDirect: Bool {
        switch self {
        case .date, .age, .site, .place, .occupation, .ethnicity, .media, .record: false
        default: true
        }
    }
}

/// What a finding asks for.
package enum GateDecision: String, Sendable, CaseIterable {
    /// It must go, or be overridden by two people.
    case block
    /// It must be widened; the proposal says to what.
    case generalise
    /// A person decides.
    case warn
}

/// Which rules a field is read under.
package enum FieldProfile: Sendable {
    /// Everything is looked for.
    case prose
    /// A published reference: only names of people, NHS numbers, dates of birth and private addresses.
    case publicReference
    /// A code or a number: nothing.
    case code
}

/// An identifier that was found in a text.
///
/// Holds places and kinds, never the text itself.
package struct TextFinding: Sendable, Equatable {
    /// Offset of the first Unicode scalar.
    package let start: Int
    /// Offset after the last Unicode scalar.
    package let end: Int
    package let type: IdentifierType
    package let decision: GateDecision
    /// Name of the rule that found it, such as `nhs-number.labelled`.
    package let rule: String
    /// What may stand in its place, nil where only a person can tell.
    package let proposal: String?

    package init(
        start: Int,
        end: Int,
        type: IdentifierType,
        decision: GateDecision,
        rule: String,
        proposal: String?
    ) {
        self.start = start
        self.end = end
        self.type = type
        self.decision = decision
        self.rule = rule
        self.proposal = proposal
    }
}
