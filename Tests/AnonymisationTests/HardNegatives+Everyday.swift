extension HardNegativeTests {
    /// Times, counts, roles, and words that are names elsewhere.
    static let everyday = ExampleTable(
        """
        times
          It was found at 03:15.
          It was found at 3.15pm.
          It was found at 0315 hrs.
          Rounds are at 08:00, 14:00 and 20:00.
          Between 22.00 and 06.00 nobody came.
          The gap was 45 minutes.
          It took 1 hour 20 minutes.
          The check at 23:45 was signed at 23:15.
          Handover is from 07:15 to 07:45.
          The alarm rang at 9.44pm.
        slips of the keys
          she was drowsy afetr the injection
          he returned late from levae
          the faily had asked for help
          they restrianed nobody
        labels, greetings and lists
          Seen by: Psychiatric Liaison at 10:00
          Completed by: Ward Clerk
          Dear All, please read the briefing.
          Owner: Head of Pharmacy
          The pump software is version 3.2.1.4.
          See 4.3.2.1 in the policy.
          Device SN AB12CDE was recalled.
          Bleep 2222.
          Compliance fell in June.
          Oxygen saturations stayed in the 90s overnight.
          He was on the 2nd to last dose.
          Demand declined in April.
          Each Baby Counts and Ask for Angela were shown.
        percentages, counts and ranges
          In 28 per cent of charts the field was blank.
          The audit found 34.5% complete.
          Between 12 and 15 records were missing.
          A total of 1,204 charts were read.
          There were 3-5 checks a day.
          Ratios of 1:3 and 2:1 were used.
          The blood pressure was 120/80.
          The pulse was 88 bpm and the temperature 37.4.
          NEWS2 was 7 at noon.
          SpO2 was 94% on air.
          QTc was 460 ms.
          The HoNOS score fell from 18 to 11.
          PHQ-9 was 17 and GAD-7 was 12.
          The rate was 4.2 per 1,000 bed days.
          The score was 12/30 on the test.
          The budget was £12,500 a year.
          The waiting list had 10 417 entries.
          10 of the 14 charts were complete.
          It rose from 4% to 9% in a year.
          Ranges of 50-100 mg and 2-4 tablets were seen.
          The BMI was 17.4 and the weight 52.3 kg.
          A level of 0.6-0.8 mmol/L is the aim.
        versions
          Version 3.2.1 was installed.
          The form v2.10 was in use.
          Release 10.4.17 was installed.
          Windows 11 and Office 365 were in use.
          Build 20417 was installed.
        helplines
          Samaritans can be called on 116 123.
          NHS 111 gave advice.
          Call 999 in an emergency.
          The police were called on 101.
          Text SHOUT to 85258.
          Childline is 0800 1111.
          Rethink advice is on 0808 801 0525.
          Mind can be called on 0300 123 3393.
          SANEline is 0300 304 7000.
          Beat can be called on 0808 801 0677.
          Papyrus HOPELINE247 is 0800 068 4141.
          Call 111 and choose the option for mental health.
          The Samaritans number 116 123 is on the poster.
          Victim Support is on 0808 168 9111.
        roles
          The ward manager asked the nurse in charge.
          The Nurse in Charge rang the Duty Doctor.
          The Responsible Clinician and the Approved Mental Health Professional met.
          The Consultant Psychiatrist wrote the plan.
          A Band 6 nurse and a Healthcare Assistant were on shift.
          The Director of Nursing signed the policy.
          The Matron was on leave.
          Sister in charge of the bay was called.
          The Chief Executive wrote to the family.
          The Freedom to Speak Up Guardian was told.
          SHO and SpR were busy.
          The AMHP and the CPN were both late.
          The HCA told the RMN.
          Dr on call was not told.
          The GP surgery was closed.
          The bank nurse had no log-in.
          The IMHA was not invited.
          The Mental Health Act Administrator checked the papers.
          The Clinical Director and the Head of Nursing met.
          The Family Liaison Officer was told.
        people without names
          Patient A hit Patient B in the lounge.
          Nurse 1 told Nurse 2.
          Mr X was not asked.
          Mrs Y was not asked.
          Ms Z's family was asked.
          Doctor A wrote the plan and Doctor B changed it.
          Staff member 3 was new.
          Service User 2 was upset.
          Resident C fell in the corridor.
          Patient 4 was moved.
          HCA 2 was on a break.
          Witness D saw the fall.
          Patient B's mother rang twice.
          Mr A and Mr B were in the same bay.
          Dr X and Nurse Y were on shift.
          Child C was seen at school.
        words that are also names
          He felt hope and joy that day.
          Will the mark on the floor be seen?
          The bill was sent in May.
          A grant was given for the rose garden.
          The patient may be angry.
          Mark each dose on the chart.
          The art room is open in summer.
          Faith and dignity matter.
          Reading in the bath is allowed.
          The wood by the bank is quiet.
          Frank talk helped the team.
          Dawn is a quiet time on the ward.
          Grace is asked of staff.
          A rich and miles long list was read.
          Jack plugs were taken out of the wall.
          A case of robin eggs was on the wall.
          Carol singing was held in the lounge.
          The ward was under the weather.
        headings and forms
          SITUATION: the door was open. BACKGROUND: the lock was old.
          Action: Update the form. Owner: Ward Manager. Due: March 2025.
          Learning: Speak up. Theme: Handover.
          Good Practice: Weekly huddle. Impact: fewer gaps.
          RECOMMENDATION 3: Review the Therapeutic Observation Policy.
          Root Cause: Handover was rushed.
          Contributory Factors: Staffing, Training, Environment.
        addresses of the public
          The 14 day road map was agreed.
          It took 3 long hill walks.
          There are 12 beds on the ground floor close to the garden.
          In bay 4 bed 2 the alarm was off.
          In room 12 the window was open.
        abbreviations
          MDT, CPA and DRAM were done.
          The EPR was down.
          A DoLS was in place, see the MCA form.
          PBS and SALT plans were missing.
          The ECG and the U&Es were fine.
          The SBAR was not used in A&E.
          e.g. the chart, i.e. the paper, etc.
          The VTE form and the DNACPR were missing.
          QI, PDSA and SPC charts were used.
          COVID-19 swabs were late.
          The 4AT and the MoCA were done.
          The H2S training was booked for 4 pm.
          N95 and FFP3 masks were missing.
          B12 and HbA1c were not taken.
          T3 and T4 were low.
          The MR1 scanner was down.
          A1 posters were printed.
          PO BD IM SC PRN are on the chart.
        """
    )
}
