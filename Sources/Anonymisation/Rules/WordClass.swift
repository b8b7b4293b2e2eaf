/// What the lists say of a word or phrase; several at once.
package struct WordClass: OptionSet, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }

    private init(_ bit: Int) { rawValue = 1 << UInt64(bit) }

    // What it is.
    package static let eponym = WordClass(0)
    package static let role = WordClass(1)
    package static let relation = WordClass(2)
    package static let drug = WordClass(3)
    package static let place = WordClass(4)
    package static let ethnicity = WordClass(5)
    package static let occupation = WordClass(6)
    package static let mediaName = WordClass(7)
    package static let mediaPhrase = WordClass(8)
    package static let nationalBody = WordClass(9)
    package static let clinical = WordClass(10)
    package static let streetType = WordClass(11)
    package static let siteWard = WordClass(12)
    package static let siteHospital = WordClass(13)
    package static let sitePractice = WordClass(14)
    package static let siteSchool = WordClass(15)
    package static let siteCare = WordClass(16)
    package static let siteTrust = WordClass(17)
    package static let siteEmployer = WordClass(18)
    package static let month = WordClass(19)
    package static let weekday = WordClass(20)
    package static let title = WordClass(21)
    package static let numberWord = WordClass(22)
    package static let country = WordClass(23)
    /// Written with a capital, or it is an ordinary word.
    package static let needsCapital = WordClass(24)
    /// Written in capitals, or it is an ordinary word.
    package static let needsCapitals = WordClass(25)
    package static let holiday = WordClass(26)
    package static let nameParticle = WordClass(27)
    package static let saying = WordClass(28)
    package static let pseudonym = WordClass(29)
    package static let honorific = WordClass(30)
    /// A longer phrase begins with it.
    package static let prefix = WordClass(31)

    // What it says about a number or a name beside it.
    package static let nhsContext = WordClass(32)
    package static let birthContext = WordClass(33)
    package static let phoneContext = WordClass(34)
    package static let localContext = WordClass(35)
    package static let incidentContext = WordClass(36)
    package static let registrationContext = WordClass(37)
    package static let passportContext = WordClass(38)
    package static let licenceContext = WordClass(39)
    package static let sortContext = WordClass(40)
    package static let accountContext = WordClass(41)
    package static let cardContext = WordClass(42)
    package static let vehicleContext = WordClass(43)
    package static let coronerContext = WordClass(44)
    package static let policeContext = WordClass(45)
    package static let courtContext = WordClass(46)
    package static let insuranceContext = WordClass(47)
    package static let networkContext = WordClass(48)
    package static let postcodeContext = WordClass(49)
    /// Numbers of things: assets, orders, versions.
    package static let thingContext = WordClass(50)
    package static let nameContext = WordClass(51)
    package static let ageContext = WordClass(52)
    package static let unit = WordClass(53)
    package static let addressContext = WordClass(54)
    package static let dateContext = WordClass(55)
    package static let complaintContext = WordClass(56)
    package static let patientContext = WordClass(57)
    package static let helpline = WordClass(58)
    package static let extensionContext = WordClass(59)

    /// Two first names of which one is short for the other, see ``TextHash/pair(_:_:)``.
    package static let nickname = WordClass(60)

    static let site: WordClass = [
        .siteWard, .siteHospital, .sitePractice, .siteSchool, .siteCare, .siteTrust, .siteEmployer,
    ]

    /// Names in the list files.
    private static let names: [String: WordClass] = [
        "ward": .siteWard, "hospital": .siteHospital, "gp": .sitePractice, "school": .siteSchool, "care": .siteCare,
        "trust": .siteTrust, "employer": .siteEmployer, "month": .month, "weekday": .weekday, "title": .title,
        "number-word": .numberWord, "holiday": .holiday, "particle": .nameParticle, "saying": .saying,
        "pseudonym": .pseudonym, "honorific": .honorific, "nhs": .nhsContext, "birth": .birthContext,
        "phone": .phoneContext, "local": .localContext, "incident": .incidentContext, "complaint": .complaintContext,
        "registration": .registrationContext, "passport": .passportContext, "licence": .licenceContext,
        "sort": .sortContext, "account": .accountContext, "card": .cardContext, "vehicle": .vehicleContext,
        "coroner": .coronerContext, "police": .policeContext, "court": .courtContext, "insurance": .insuranceContext,
        "network": .networkContext, "postcode": .postcodeContext, "thing": .thingContext, "name": .nameContext,
        "age": .ageContext, "unit": .unit, "address": .addressContext, "date": .dateContext,
        "patient": .patientContext, "extension": .extensionContext, "relation": .relation, "role": .role,
    ]

    /// The class of a name in the list files, nil when there is none.
    package static func named(_ name: String) -> WordClass? { names[name] }
}
