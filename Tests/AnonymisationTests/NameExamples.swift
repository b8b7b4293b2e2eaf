extension NameTests {
    /// Names of people in brackets, by how they are announced; ¶ is a line break.
    static let table = ExampleTable(
        """
        titles
          Mr ⟦Tibbett⟧ fell in the corridor.
          Mrs ⟦Ashgrove⟧ was seen at noon.
          Ms ⟦Zofrenka⟧ asked for water.
          Miss ⟦Penny Wallgate⟧ rang the bell.
          Mx ⟦Larkin⟧ asked for water.
          Dr ⟦Oyelaran⟧ wrote the plan.
          Dr. ⟦R. Oyelaran⟧ wrote the plan.
          Professor ⟦Maldwyn⟧ gave advice.
          Prof ⟦Anneke Maldwyn⟧ gave advice.
          Sister ⟦Maddox⟧ was in charge.
          PC ⟦Hollins⟧ brought the patient.
          Cllr ⟦Penhale⟧ wrote to the trust.
          Rev ⟦Quill⟧ visited on the day.
          Mr ⟦Parkinson⟧ was not told of the change.
          Mrs ⟦Beck⟧ and Mr ⟦Braden⟧ were on the list.
          Dr ⟦Gibbs⟧ reviewed the chart.
          Mrs ⟦Rose Banks⟧ was moved to another bay.
          Mr ⟦O'Hanrahan⟧ was moved to another bay.
          Mrs ⟦Ashgrove-Tibbett⟧ was moved to another bay.
          mr ⟦tibbett⟧ was moved to another bay
          Mr ⟦Nguyen⟧ and Mrs ⟦Ng⟧ were on the list.
          Judge ⟦Penhale⟧ sat that day.
          Nurse ⟦Oyelaran⟧ found the chart.
          Matron ⟦Quill⟧ found the chart.
          Imam ⟦Yusuf⟧ visited.
        sites beside names
          She met Sister ⟦Okafor⟧ on Kingfisher Ward.
          Mr ⟦Tolley⟧ of Oakfield Medical Practice rang.
          Nurse ⟦Ewa Nowak⟧ at Northmere Hospital rang.
          Dr ⟦Mensah⟧ of Kingfisher Ward rang.
        what only a person does
          ⟦Okonjo⟧ was admitted informally.
          ⟦Thirunavukkarasu⟧ was admitted informally.
          ⟦Kipchoge⟧ struck a healthcare assistant.
          ⟦Szymańska⟧ declined breakfast.
          ⟦Ogunleye⟧'s family raised concerns.
          - ⟦Nwosu⟧ to complete the plan by Friday
          ⟦Amber⟧, aged 19, was seen.
          ⟦Heather⟧ disclosed abuse.
          ⟦Brown⟧ declined breakfast.
          Staff restrained ⟦Brown⟧ and ⟦Cook⟧.
          ⟦April⟧ absconded from the garden.
          Staff escorted ⟦June⟧ to the garden.
        particles and initials
          ⟦Leonora van den Berg⟧ fell.
          ⟦Maria dos Santos Ferreira⟧ fell.
          Contact with Mr ⟦van der Merwe⟧ was lost.
          Prof. ⟦A. K. Banerjee⟧ gave an opinion.
          Report author: ⟦S Featherstonehaugh⟧
          The nurse told ⟦T. Hillcrest⟧ of the gap.
        over a line
          Staff saw ⟦Marlon⟧¶⟦Tibbett⟧ in the garden.
        roles
          The psychologist ⟦Hollins⟧ wrote the plan.
          Ward manager ⟦P Baker⟧ was told.
          The social worker ⟦Anneke Maldwyn⟧ was told.
          Support worker ⟦Kofi Mensah⟧ found the chart.
          The care coordinator, ⟦Siobhan Tibbett⟧, was on leave.
          Consultant psychiatrist ⟦Imran Oyelaran⟧ wrote the plan.
          HCA ⟦Denise⟧ found the chart.
        relations
          His son ⟦Marlon⟧ rang at noon.
          Her daughter ⟦Zofia⟧ rang at noon.
          His wife, ⟦Anneke⟧, rang at noon.
          Her partner ⟦Keziah⟧ rang at noon.
          his brother ⟦dean⟧ rang at noon
          His neighbour ⟦Walter⟧ found him.
          Her son ⟦Rungo⟧ rang at noon.
        labels
          Name: ⟦Penny Wallgate⟧
          Patient name: ⟦Marlon Tibbett⟧
          Surname: ⟦Bridge⟧
          Known as ⟦Lenny⟧ to staff.
          Next of kin: ⟦Zofia Tibbett⟧
          NOK: ⟦Zofia Tibbett⟧
          Reported by: ⟦Kofi Mensah⟧
          Completed by ⟦Kofi Mensah⟧
          Dear ⟦Anneke⟧,
          Signed: ⟦Kofi Mensah⟧
          aka ⟦Lenny⟧
          Surname ⟦TIBBETT⟧, forename ⟦MARLON⟧
        last name first
          ⟦TIBBETT Marlon⟧ was on the list.
        initials
          ⟦K Mensah⟧ was on the list.
          ⟦Marlon J Tibbett⟧ was on the list.
          ⟦Marlon J. Tibbett⟧ was on the list.
          ⟦Marlon Tibbett⟧ was seen at noon. Then ⟦M.T.⟧ was calm.
          Mrs ⟦Zofia Ashgrove⟧ was seen. ⟦ZA⟧ declined the tablets.
        possessive
          ⟦Marlon⟧'s tablets were missing.
          ⟦Marlon⟧’s tablets were missing.
          Mrs ⟦Ashgrove⟧'s tablets were missing.
          ⟦Kofi Mensah⟧'s log-in was used.
          Mr ⟦Jones⟧' tablets were missing.
        propagation
          Mr ⟦Tibbett⟧ fell. Later ⟦Tibbett⟧ was moved.
          ⟦Marlon Tibbett⟧ fell. Staff helped ⟦Marlon⟧ up.
          Mrs ⟦Brook⟧ fell. Staff helped ⟦Brook⟧ up.
          Her name is ⟦Hope Wallgate⟧. Staff helped ⟦Hope⟧ up.
          Mr ⟦Quillon⟧ fell.
          Mr ⟦Quillon⟧ fell.¶At noon ⟦Quillon⟧ was calm.
        At noon ⟦Quillon⟧ was calm.
          ⟦Zofrenka Maldwyn⟧ fell. The note says ⟦zofrenka⟧ was calm.
          Mr ⟦Parkinson⟧ has Parkinson's disease.
          ⟦Elizabeth Wallgate⟧ fell. Staff helped ⟦Liz⟧ up.
        lower case
          the nurse told ⟦marlon⟧ to wait
          ⟦zofia tibbett⟧ was found on the floor by staff
          she asked ⟦kofi⟧ for help and he came
          staff spoke with mrs ⟦oyelaran⟧ about leave
          i saw ⟦anneke⟧ in the corridor and she was upset
          his mum ⟦joyce⟧ rang the ward
        upper case
          ⟦MARLON TIBBETT⟧ WAS FOUND ON THE FLOOR.
          STAFF TOLD ⟦MARLON⟧ TO WAIT.
          MRS ⟦ASHGROVE⟧ DECLINED THE TABLETS.
          NAME: ⟦KOFI MENSAH⟧
        invented
          Staff found ⟦Ezmerin Quillspar⟧ in the garden.
          ⟦Jorvik Tamsen⟧ said that the door was open.
          Staff asked ⟦Thessaly Brune⟧ to wait.
          Then ⟦Obadele⟧ went back to bed.
          Staff escorted ⟦Caspian Thorne⟧ to the clinic.
        plain
          ⟦Marlon Tibbett⟧ was seen by the doctor.
          The doctor saw ⟦Zofia⟧ at noon.
          ⟦Siobhan⟧ said that she felt low.
          Staff heard ⟦Kofi⟧ shout for help.
          It was ⟦Anneke⟧ who found the chart.
          ⟦Jean-Luc⟧ was seen by the doctor.
          ⟦Mary Ann⟧ was seen by the doctor.
          ⟦Niamh⟧ and ⟦Ciaran⟧ were seen by the doctor.
          ⟦Agnieszka Wójcik⟧ was seen by the doctor.
          ⟦Wei Chen⟧ was seen by the doctor.
          ⟦Priya⟧ told staff she had not slept.
          ⟦Sinéad⟧ told staff she had not slept.
          ⟦Bronwyn⟧ was angry when the door was locked.
        nobody
          The Tidal Model was used by the team.
          The patient told the nurse that he felt low.
          Dr on call was not told.
          Mr X and Mrs Y were seen.
        """
    )
}
