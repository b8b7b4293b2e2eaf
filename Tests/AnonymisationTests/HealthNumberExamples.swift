extension StructuredTests {
    /// Numbers of people, staff, incidents and courts.
    static let healthNumberExamples = ExampleTable(
        """
        nhs-number.labelled NHS_NUMBER block
          NHS number ⟦999 312 4575⟧ was copied to the wrong chart.
          The label said NHS No: ⟦9998041260⟧ and nobody checked it.
          nhs no ⟦999-000-1235⟧ was typed twice
          The NHS number was mis-keyed as ⟦999 312 4576⟧ on the form.
          NHS number: ⟦999.804.1260⟧.
          The CHI number ⟦0101234567⟧ stood on the referral.
          NHS number ⟦9993l24575⟧ was read from a scan.
          NHS number ⟦999 8O4 126O⟧ was read from a scan.
          NHS number ⟦999–312–4575⟧ was copied by hand.
          H&C number ⟦999 312 4575⟧ came with the transfer letter.
          NHS ⟦999 312 4575⟧
          NHS: ⟦999.312.4575⟧
          NHS no. ⟦99 93 12 45 75⟧
          NHS # ⟦9993124575⟧
        nhs-number.grouped NHS_NUMBER block
          Chart ⟦999-804-1260⟧ lay open at the desk.
          Written on the board: ⟦9 9 9 3 1 2 4 5 7 5⟧.
        nhs-number.check-digit NHS_NUMBER warn
          The wristband showed ⟦9993124575⟧ and the chart another.
          Two wristbands read ⟦99931 24575⟧ on the same morning.
        local-id.labelled LOCAL_ID block
          RiO number ⟦1048263⟧ was merged with another record.
          The hospital number ⟦K204817⟧ was on the sample.
          MRN: ⟦70418362⟧ was opened in error.
          SystmOne number ⟦5520913⟧ had two entries.
          The PAS number ⟦A1092837⟧ was missing from the letter.
          Case note number ⟦66182/17⟧ could not be found.
          Emis number ⟦204817⟧ was open.
          Carenotes ID ⟦2048170⟧ was open.
          Paris ID ⟦204817⟧ was open.
          hosp no ⟦k204817⟧ was open
          unit no ⟦204817⟧ was open
          record number ⟦P204817⟧ was open
          rio ⟦1048263⟧ was merged
        local-id.prefix LOCAL_ID block
          The sample was labelled ⟦MRN4471902⟧ by mistake.
          Entry ⟦RIO2201947⟧ was locked.
        incident-ref.labelled INCIDENT_REF block
          This was reported on Datix ⟦184273⟧ the same evening.
          Incident number ⟦W-90412⟧ was closed without feedback.
          Complaint ref ⟦C/24/0417⟧ was answered late.
          The PALS enquiry ⟦55120⟧ was passed on.
          See Ulysses ⟦2204817⟧ for the timeline.
          LFPSE ref ⟦LF-2204817⟧ is open.
          StEIS number ⟦204817⟧ is open.
          The PHSO case ⟦P-204417⟧ is open.
          Serious incident ⟦2024-20417⟧ is open.
          PSII ⟦204417⟧ is open.
          PALS ref ⟦24/1187⟧
          Datix ref: ⟦W184273⟧
          datix number ⟦184273⟧ was closed
          eform ⟦104417⟧ was closed
        incident-ref.prefix INCIDENT_REF block
          The timeline is in ⟦PSII-2024-019⟧.
          It was logged as ⟦WEB104822⟧.
          It was logged as ⟦INC-203311⟧ by the night team.
          The family wrote about ⟦COM/2023/0571⟧.
          The report ⟦SI 2023/4053⟧ was shared.
          It is called ⟦DATIX184273⟧ here.
          It is called ⟦LFPSE-20417⟧ here.
          It is called ⟦RCA/2023/17⟧ here.
          It is called ⟦PALS-20417⟧ here.
        incident-ref.steis-form INCIDENT_REF block
          The report ⟦2023/18204⟧ was shared with the family.
          See ⟦2024/5512⟧ for the action plan.
        national-insurance.form NINO block
          NI number ⟦QQ 12 34 56 C⟧ was on the benefit form.
          Her form carried ⟦QQ123456C⟧ in the corner.
          national insurance number ⟦qq 123456 a⟧ was read out
          NINO ⟦QQ 123456 D⟧
          ni no. ⟦QQ-12-34-56-B⟧
          ⟦QQ 12 34 56 A⟧ stood on the form
        registration.nmc-pin REG_NUMBER block
          The chart was signed with ⟦04I1234E⟧.
          NMC PIN ⟦98A4471E⟧ was left on the handover sheet.
        registration.labelled REG_NUMBER block
          GMC number ⟦7099123⟧ stood under the entry.
          The HCPC number ⟦PYL03344⟧ was in the signature.
          GPhC registration number ⟦2099144⟧ was printed on the label.
          GMC ⟦7099123⟧
          NMC number ⟦2099144⟧
          Social Work England ⟦SW10441⟧
          registrant ⟦OT30441⟧
        government-id.driver-number GOV_ID block
          A copy with ⟦TIBBE704191MA9XY⟧ was in the file.
          Licence ⟦ASHGR655121PQ9AB⟧
          ⟦FOX99701203T99XY⟧ was noted
        government-id.passport GOV_ID block
          Passport number ⟦925665416⟧ was photocopied.
          His passport ⟦AB1234567⟧ was kept in the safe.
          passport no. ⟦120417882⟧
        government-id.licence GOV_ID block
          Driving licence ⟦8812047719⟧ was copied for the file.
          licence number ⟦20417882A⟧
          DVLA ⟦20417882⟧
        legal-ref.log LEGAL_REF block
          The call is ⟦CAD 4417⟧ in the log.
          See ⟦CAD 0990⟧ of that night.
          The officer gave ⟦URN 20417⟧ as the log.
          police log: ⟦CAD 417⟧
        legal-ref.labelled LEGAL_REF block
          The crime reference number ⟦42/10418/23⟧ was given to the family.
          The coroner's reference is ⟦2024-0417⟧.
          Court of Protection case number ⟦13904471⟧ was cited.
          The inquest ⟦INQ/2024/118⟧ was adjourned.
          PFD ⟦2024-0193⟧ was received.
          Police reference ⟦PR-0417-22⟧.
          Regulation 28 report ⟦2024-0193⟧
          tribunal ⟦MH/2024/1181⟧
          crime number ⟦13120417⟧
          claim form ⟦G00NE417⟧
        hidden.encoded-text ENCODED warn
          The field held ⟦UGVuZWxvcGUgQXNoZ3JvdmU=⟧ instead of a word.
          A comment in the file read ⟦TWFybG9uIFRpYmJldHQ=⟧.
          ⟦TWFybG9uIFRpYmJldHQgd2FzIGhlcmU=⟧
        hidden.spoken-number NHS_NUMBER block
          Her NHS number is ⟦nine nine nine three one two four five seven five⟧.
        hidden.spoken-number PHONE warn
          Call ⟦oh seven seven double oh nine oh oh four one seven⟧ after six.
          She gave zero as ⟦zero one six three two nine six oh four one seven⟧.
        hidden.spoken-number NHS_NUMBER warn
          The clerk read out ⟦nine nine nine, three one two, four five seven five⟧.
        local-id.after-name LOCAL_ID block
          Marlon Tibbett (⟦1048263⟧) was on the list.
          Mrs Ashgrove (⟦K204817⟧) was on the list.
        """
    )
}
