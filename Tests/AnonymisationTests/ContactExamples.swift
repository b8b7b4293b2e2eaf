extension StructuredTests {
    /// Ways to reach somebody, and initials.
    static let contactExamples = ExampleTable(
        """
        address.street ADDRESS block
          The letter went to ⟦27 Thornbury Crescent⟧ by mistake.
          She lives at ⟦Flat 4, 19 Marlowe Gardens⟧ with a cat.
          The crew was sent to ⟦8b Quarry Lane⟧ first.
          The tablets were delivered to ⟦Flat 12, Hazelmere Lodge, Quarry Lane⟧.
          Letters went to ⟦3 The Spinney⟧.
          Letters went to ⟦Apartment 3, 41 Quarry Street⟧.
          Letters went to ⟦41 Upper Quarry Road⟧.
          Letters went to ⟦41a Quarry Rd⟧.
          lives at ⟦41 quarry street⟧ with a dog
        postcode.form POSTCODE block
          The taxi was sent to ⟦PE99 4XB⟧ instead.
          Postcode: ⟦m9 9zz⟧.
          The letter was returned from ⟦SW99 4QH⟧.
          It was delivered to ⟦LE994QT⟧ twice.
          The van drove to ⟦EC1A 9ZZ⟧.
          (⟦SO97 4TQ⟧)
          ⟦B99 9AA⟧,
          postcode ⟦so97 4tq⟧
        phone.national PHONE block
          The son can be called on ⟦07700 900417⟧ at any time.
          Ring ⟦020 7946 0182⟧ before noon.
          The office answers at ⟦(01632) 960 417⟧.
          Her sister left ⟦+44 7700 900 417⟧ as a number.
          Her sister left ⟦0044 7700 900417⟧ as a number.
          Her sister left ⟦+44 (0)7700 900417⟧ as a number.
          A cousin abroad left ⟦+33 1 99 00 12 34⟧ as a number.
          Call ⟦01632-960-417⟧ after six.
          Call ⟦01632.960.417⟧ after six.
          Tel ⟦01632 960417⟧
          mob. ⟦07700900417⟧
          fax ⟦0191 498 0417⟧
        phone.extension PHONE block
          The doctor was called on bleep ⟦4417⟧ twice.
          Use extension ⟦20418⟧ after six.
          Ring ext. ⟦3391⟧ for the office.
          bleep: ⟦417⟧
          pager ⟦4417⟧
        phone.labelled PHONE warn
          Telephone ⟦960417⟧ was on the door.
          Tel: ⟦96 0417⟧ was on the door.
        email.form EMAIL block
          The report went to ⟦m.tibbett@example.org⟧ by mistake.
          Write to ⟦carer_desk+west@mail.example.org.uk⟧.
          It was sent to ⟦ward.desk @ example.org⟧.
          Email:⟦O'Hanrahan.P@EXAMPLE.ORG⟧
          ⟦m.tibbett@nhs.example⟧
          ⟦marlon@example.org⟧,
        email.spelled EMAIL block
          Write to ⟦m.tibbett (at) example.org⟧ for a copy.
          Write to ⟦m.tibbett [at] example.org⟧ for a copy.
        social.handle SOCIAL block
          It was posted by ⟦@quiet_heron77⟧ that night.
          The post (⟦@zofia.m⟧) was taken down.
          Instagram: ⟦@heron⟧
        social.page SOCIAL block
          The post is at ⟦https://www.facebook.com/quiet.heron.77⟧.
          See ⟦instagram.com/quiet_heron⟧ for the picture.
          See ⟦x.com/quiet_heron⟧.
          ⟦https://m.facebook.com/x⟧
          ⟦www.linkedin.com/in/quiet-heron⟧
          ⟦tiktok.com/@heron⟧
        url.page URL block
          The story is at ⟦https://stories.example.org/a-mother-speaks⟧.
          The story is at ⟦www.example.org/marlon⟧, with a picture.
          The petition (⟦http://petition.example.com/p/123⟧) was shared.
          See ⟦example.org/marlon⟧.
          See ⟦https://nhs.uk.example.org/marlon⟧.
          See ⟦www.notnhs.uk⟧.
        network-address.v4 IP block
          The log-in came from ⟦192.0.2.17⟧ at night.
          IP ⟦198.51.100.204⟧ was blocked.
          (⟦203.0.113.4⟧)
        network-address.v6 IP block
          The log-in came from ⟦2001:db8::417⟧ at night.
          The log-in came from ⟦2001:db8:0:12:34:56:78:9a⟧.
          ⟦fe80::1ff:fe23:4567:890a⟧
          [⟦2001:db8::ff00:42:8329⟧]
        what3words.form W3W block
          The crew met them at ⟦///lamp.river.spoon⟧ in the woods.
          She was found at ⟦lamp.river.spoon⟧ by a walker.
          The address is ⟦lamp.river.spoon⟧.
          (⟦///lamp.river.spoon⟧)
        what3words.page W3W block
          The place is ⟦https://what3words.com/lamp.river.spoon⟧.
          ⟦what3words.com/lamp.river.spoon⟧
        vehicle.plate VEHICLE block
          He drove off in a car, reg ⟦XX12 QQZ⟧, before noon.
          A van with ⟦XX12QQZ⟧ stood at the gate.
          registration plate ⟦xx12 qqz⟧ was given to the desk
          The car, reg ⟦Q417 XXZ⟧, was found.
          vehicle ⟦X417 QQZ⟧ was found
          The plate ⟦XX12QQZ⟧ was seen.
          The motorbike, ⟦Q41 XXZ⟧, was found.
        bank.sort-code BANK block
          Sort code ⟦00-11-22⟧ was on the slip.
          The sort code ⟦001122⟧ was on the slip.
        bank.account BANK block
          Account number ⟦12345678⟧ was read aloud.
          The slip showed a sort code and account: ⟦00-11-22 12345678⟧.
          A/c no ⟦1234 5678⟧ was read aloud.
          Her bank account ⟦12345678⟧ was emptied.
        bank.card BANK block
          The card ⟦4111 1111 1111 1111⟧ was photographed.
          A photograph showed ⟦4111111111111111⟧ in full.
        bank.iban BANK block
          The fee went to ⟦GB82 WEST 1234 5698 7654 32⟧.
          The fee went to ⟦DE89 3704 0044 0532 0130 00⟧.
        initials.title INITIALS block
          Mrs ⟦F P⟧ declined the tablets.
          Mr ⟦CM⟧ walked to the garden.
          Miss ⟦F.P.⟧ declined the tablets.
          Dr ⟦R.K.⟧ signed.
          Ms ⟦T W⟧ declined.
        initials.placed INITIALS warn
          Patient ⟦RK⟧ absconded.
          Staff restrained ⟦RK⟧ in the corridor.
          ⟦RK⟧'s mother rang at noon.
          Checked by ⟦SJ⟧ at 02:15
          1. ⟦RK⟧ to email the team
        initials.bare INITIALS warn
          ⟦U. J.⟧ was nursed in a side room.
          Action: ⟦GM⟧
          ⟦j.d.⟧ was moved to a side room in the night
          The nurse saw that ⟦KT⟧ had left.
          Signed: ⟦R.K.⟧
          initialled ⟦RK⟧.
          ⟦KT⟧ was nursed in a side room.
          ⟦KT⟧ told the nurse.
          ⟦K T⟧ told the nurse.
        initials.of-name INITIALS block
          Marlon Tibbett was seen at noon. Then ⟦M.T.⟧ was calm.
        """
    )
}
