extension HardNegativeTests {
    /// What care is full of.
    static let clinical = ExampleTable(
        """
        eponyms and scales
          Parkinson's disease was not named on the chart.
          The Parkinson's nurse came on the second day.
          The Waterlow score was not repeated after the fall.
          A Braden score of 14 was written down.
          Beck inventories were not repeated.
          Dementia with Lewy bodies was considered.
          Lewy body dementia was considered.
          The Glasgow Coma Scale was 15.
          Korsakoff syndrome was suspected.
          Wernicke's encephalopathy was suspected.
          The Edinburgh scale was used after birth.
          Bristol stool chart type 6 was written down.
          The Hamilton scale fell by half.
          Alzheimer's disease was diagnosed in the memory clinic.
          A Zimmer frame stood out of reach.
          The Barthel index was not repeated.
          Tourette syndrome was known.
          The Addenbrooke's examination was used.
          Fournier's gangrene was ruled out.
          The Must and Braden charts were both blank.
          A Foley catheter was in place.
          Huntington's disease runs in some families.
          Raynaud's phenomenon was noted.
          The Heimlich manoeuvre was used.
          The Young Mania Rating Scale was used.
          Cushing's syndrome was ruled out.
          Stevens-Johnson syndrome was explained to the patient.
          Charles Bonnet syndrome was explained to the patient.
          The Cornell scale was used in the clinic.
          A Waterlow of 18 and a MUST of 2 were written down.
          Capgras delusion was described in the letter.
        named laws and models
          Martha's Rule was explained on admission.
          Martha’s Rule posters were put up.
          The team used Gibbs to reflect on the shift.
          The Gibbs reflective cycle was used in supervision.
          Reason's Swiss cheese model was drawn on the board.
          Oliver McGowan training was overdue.
          The Oliver McGowan Mandatory Training was overdue.
          The Caldicott principles were read aloud.
          The Caldicott Guardian was asked.
          Gillick competence was considered.
          Fraser guidelines were followed.
          The Francis report is quoted in the policy.
          Natasha's Law was explained to the kitchen.
          Clare's Law was explained to the family.
          Right Care, Right Person was agreed with the police.
          Seni's Law asks for training in restraint.
          The Donabedian model was used.
          Lewin's change model was used.
          A Kotter plan was drawn.
          The Roper, Logan and Tierney model was used.
          The Tidal Model was used on the ward.
          The Nightingale principles were read aloud.
          Maslow's hierarchy was drawn on the board.
          The Johari window was used in supervision.
          An Ishikawa diagram was drawn.
          The Schwartz round was held in the chapel.
          Balint groups were offered to the doctors.
        kit
          The Hoffman cutter was not in the grab bag.
          A ligature cutter (Hoffman pattern) was missing.
          The Hoover was left in the corridor.
          A Stryker trolley was used.
          The Ambu bag was missing.
          A Yale lock was fitted.
          The Dyson in the bathroom was loose.
          The Philips monitor was out of charge.
          A Guedel airway was missing from the bag.
          The Yankauer sucker was missing from the bag.
        guidelines and bodies
          The Maudsley guidelines were not followed.
          The Maudsley Prescribing Guidelines give a lower dose.
          The British National Formulary gives a lower dose.
          NHS England issued an alert.
          The Care Quality Commission was told.
          The Royal College of Psychiatrists has a standard.
          The Health Services Safety Investigations Body wrote about it.
          Mind and Rethink Mental Illness gave advice.
          The Samaritans poster was torn.
          The Nursing and Midwifery Council has a standard.
          The Medicines and Healthcare products Regulatory Agency was told.
          The Parliamentary and Health Service Ombudsman gives advice.
          The National Confidential Inquiry reported the same.
          The Health and Safety Executive was told.
          NHS Resolution published a leaflet.
          The Department of Health and Social Care asked for it.
          The Mental Welfare Commission visited.
          Healthwatch was invited.
        drugs and doses
          Clozapine 250 mg was given at night.
          Lorazepam 1mg po was given.
          Haloperidol 5 mg IM and promethazine 50 mg IM were given.
          Olanzapine was raised from 10 mg to 15mg.
          Lithium was 0.9 mmol/L on Friday.
          Depakote and Priadel were both stopped.
          Zopiclone 7.5mg nocte prn was charted.
          Amisulpride 400mg bd was charted.
          Insulin 12 units was given late.
          Paliperidone 150 mg every 4 weeks was overdue.
          Enoxaparin 40mg sc od was charted.
          Clonazepam was stopped and Pregabalin was started.
          Vitamin B12 1 mg was given.
          The dose was 1g qds, not 1 g bd.
          Lorazepam 2 mg and Diazepam 5 mg were both charted.
          Sertraline 50mg om was continued.
          Acuphase 100 mg was considered.
        sections of the Act
          The patient was detained under section 2 of the Mental Health Act 1983.
          A section 5(2) was used at night.
          Section 17 leave was cancelled.
          S136 was used by the police.
          Section 117 aftercare was not planned.
          The section 132 rights were not read.
          S3 papers were not checked.
          A Form H1 was not signed.
          Section 58 forms T2 and T3 were out of date.
          s.5(4) was used before the doctor came.
        codes
          The diagnosis was F20.0 and later F25.
          ICD-10 code F60.3 was on the letter.
          F32 was written on the form.
          6A20 was written on the form (ICD-11).
          DSM-5 criteria were met.
          NICE guideline NG10 was followed.
          NICE CG178 and QS80 were cited.
          See NG225 for the standard.
          NICE TA213 was cited.
          NatPSA/2023/004/MHRA was on the board.
          Policy CP-014 was out of date.
          Policy number 20417 was out of date.
          SOP 12.4 was not on the ward.
          HTM 03-01 was cited.
          The SNOMED code 73211009 was chosen.
          ISO 27001 was cited.
          DCB0129 and DCB0160 were cited.
          The read code Eu20 was chosen.
          PSIRF 2022 sets out the steps.
          The policy CL-22-417 was out of date.
          NICE NG225, NG10 and QS34 were cited together.
          ICD codes F10.2, F20.0 and X60 were used.
          Bay B4 and bed 12 were empty.
          The form SCT-04 was blank.
        numbers of things
          Asset tag 4471902 was missing.
          Order number 4417 2044 18 was late.
          Order no. 9990000 was late.
          The purchase order 4500129981 was late.
          The invoice number 20417 was late.
          Serial number SN204817 was written on the pump.
          The batch number BX20417 was recalled.
          Job number 204817 was closed by estates.
          Ticket 204417 was closed by the helpdesk.
          Lot number 4417X was recalled.
          Barcode 5012345678900 would not scan.
          ISBN 9780306406157 was on the shelf.
          The trial ISRCTN20417441 was cited.
          The catalogue number 20-4417 was wrong.
          The cost code 204817 was wrong.
          The equipment no 20417 was wrong.
          The phone was asset number 20417.
          PO number 4500129981 was cancelled.
          Work order 204817 was closed by estates.
          Asset no. 9993124574 was missing.
          The part number 0441720 was wrong.
        months, quarters and years
          It happened in March 2023.
          It happened in spring 2024.
          It happened in Q3 2022.
          It was so in the third quarter of 2023/24.
          The audit ran from April to June.
          The audit ran from May 2022 to August 2022.
          The plan covers 2023-24.
          The plan covers 2021 to 2025.
          April and May were quiet.
          The Christmas rota was thin.
          Since 2019 the rule has been the same.
        ages in bands
          People aged 18-65 were invited.
          People aged 65 and over were invited.
          Those over 75 were seen first.
          The 40-49 band was small.
          Under-18s were not admitted.
          Adults of working age were invited.
        """
    )
}
