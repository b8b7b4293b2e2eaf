import Findings
import Testing

@Suite("Units and words of medicine are no names")
struct ClinicalWordTests {
    private static func taken(_ text: String, slug: String = "example-personone") throws -> String {
        let row = try ToolkitTable.read(["concerns": "(1) \(text)"], slug: slug)
        return (row.finding?.recommendations ?? []).map(\.text).joined(separator: "\n")
    }

    @Test(
        "sentences about medicines and measurements stay as they are",
        arguments: [
            "Draw up 2.5 mL, never 25 mL.", "Give 30 mL/min and stop at 60 mL/h.",
            "Keep systolic pressure above 120 mmHg.", "SpO2 was 88% on 4 L/min and the FiO2 was not recorded.",
            "The QTc was 510 ms.", "PaCO2 was 9.1 kPa.", "Potassium was 6.8 mmol/L.",
            "The dose was 50 mcg, not 50 mg.", "HbA1c was 110 mmol/mol.", "The eGFR was 24 mL/min.",
            "Blood glucose was not measured.", "Leave under Section 17 was not reviewed.",
            "Observations (Level 2) were not recorded.", "Patients with Parkinson's disease need medicines on time.",
            "Parkinson's disease was not recorded.", "The Glasgow Coma Scale was not recorded.",
            "Glasgow Coma Scale was 9.", "A Waterlow score was not recorded.", "Waterlow score was not repeated.",
            "NEWS2 was 7 and nobody was told.", "BiPAP was not available.", "MCA/DoLS were not considered.",
            "The EPMA system does not show allergies.", "The GP and A&E were not told.",
            "The Mental Health Act and the Care Act were not followed.", "Care Act assessments were not offered.",
            "Clozapine levels were not checked.", "Methotrexate is given weekly.", "Insulin was given twice.",
            "Warfarin and apixaban were both prescribed.", "Lithium levels were not monitored.",
            "Morphine 10 mg was given in place of 1 mg.", "Heparin 5000 IU was given.",
            "Alteplase 0.9 mg/kg was given.", "Levetiracetam was stopped.", "The catheter was 12 Fr.",
            "Infuse at 125 mL/hour.", "Oxygen was set to 15 L.", "The temperature was 39.5 °C.",
            "Give 0.5 µg/kg/min.", "The rate was 140 bpm.", "The dose was 2 Gy.",
            "Crohn's disease was not considered.", "Alzheimer's disease and Lewy body dementia were confused.",
            "Addison's disease was known and no hydrocortisone was given.", "Staff did not know of Down's syndrome.",
            "Wernicke's encephalopathy was missed.", "Guillain-Barré syndrome was missed.",
            "The Bristol Stool Chart was not used.", "A Wells score was not recorded.", "The Apgar score was 3.",
            "Gillick competence was not assessed.", "The NG tube was not checked.", "Heart rate was not recorded.",
            "Pain relief was late.", "Head injury was not suspected.", "CPAP and NIV were not available.",
            "A DNACPR form and a ReSPECT form were not seen.", "The INR was 8 and the CRP was 240.",
            "An MRI and a CT scan were not reported.", "The COPD and AKI pathways were not followed.",
            "Skin integrity was not assessed on admission.", "Tazocin and Augmentin contain penicillin.",
            "A Foley catheter was left in place.", "Blood results were not seen.", "Fluid balance was not recorded.",
            "Chest pain was not assessed.", "PEEP was 10 cmH2O.", "Ensure that an ECG is read within 10 min.",
            "Hartmann's solution was given at 250 mL/h.", "The pH was 7.1.", "Sepsis was not considered.",
            "Vitamin B12 was not given.", "Section 136 was used.", "C. difficile was not tested.",
            "E. coli was found.", "Creatinine was 400 µmol/L.", "The Early Warning Score was not acted on.",
            "Deprivation of Liberty Safeguards were not applied.", "Nasogastric tubes were misplaced.",
            "The Malnutrition Universal Screening Tool was not used.", "Group A Streptococcus was not considered.",
            "The patient on Section 2 left.",
            "Venous thromboembolism was not considered.",
        ]
    )
    func kept(text: String) throws {
        let output = try Self.taken(text)
        #expect(output == text)
    }

    @Test(
        "the surname on its own is masked all the same",
        arguments: [
            ("Parkinson", "The list of Mr Parkinson was lost."),
            ("Parkinson", "Parkinson said that the list was lost."), ("Parkinson", "The list was seen by Parkinson."),
            ("Parkinson", "Mr Parkinson's disease was not recorded."),
            ("Parkinson", "Jane Parkinson's disease was not recorded."),
            ("Parkinson", "J. Parkinson's disease was not seen."), ("Waterlow", "Waterlow had two lists."),
            ("Waterlow", "The list was kept by Dr Waterlow."), ("Glasgow", "Glasgow did not see the list."),
            ("Wells", "The list of Wells was kept twice."), ("Hamilton", "Hamilton's anxiety was not seen."),
            ("Beck", "Beck's depression was not seen."), ("Crohn", "Crohn was not told."),
            ("Bell", "Bell saw the palsy."), ("Braden", "Nurse Braden kept the list."),
            ("Foley", "The list of Foley was lost."), ("Apgar", "It was seen by Apgar."),
            ("NG", "The list of NG was lost."), ("Gray", "It was 2.5 mL, said Gray."),
            ("Lowell", "Bed 5 L Lowell was moved."), ("Frost", "Give 5 mg, Frost said."),
            ("Ringer", "Ringer had two lists."),
        ]
    )
    func masked(name: String, text: String) throws {
        let output = try Self.taken(text)
        #expect(!output.contains(name), "\(output)")
        // A town is masked as a place.
        #expect(output.contains("[name]") || output.contains("[place]"), "\(output)")
    }

    @Test("a phrase of medicine is no shelter for the name that the row tells")
    func ownName() throws {
        let output = try Self.taken("Parkinson's disease and 5 mL were recorded.", slug: "example-parkinson")
        #expect(!output.contains("Parkinson"), "\(output)")
        #expect(output.contains("5 mL"))
        #expect(try Self.taken("Give 5 ng, said Ng.", slug: "example-ng") == "Give 5 ng, said [name].")
    }
}
