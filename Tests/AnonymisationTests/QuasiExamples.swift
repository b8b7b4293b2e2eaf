extension StructuredTests {
    /// What only together singles somebody out, and dates of birth.
    static let quasiExamples = ExampleTable(
        """
        date-of-birth.labelled DOB block
          DOB ⟦14/02/1971⟧ was wrong on the wristband.
          Date of birth: ⟦3 March 1948⟧.
          She was born on ⟦3rd of March 1948⟧ abroad.
          d.o.b. ⟦14.02.71⟧ was entered twice
          born ⟦1948-03-03⟧, admitted in winter
          Birthday: ⟦3 March 1948⟧
          born ⟦3rd March 1948⟧
          (DOB ⟦03/03/1948⟧)
          date of birth ⟦03MAR1948⟧
          DOB: ⟦Christmas Day 1948⟧
          dob ⟦120558⟧ was wrong
          DOB: ⟦12 05 1958⟧ was wrong
        date.day DATE generalise
          The fall happened on ⟦18/8/22⟧ in the corridor.
          It was found on ⟦14 March 2023⟧.
          It was found on ⟦Tuesday 14th of March⟧.
          It was found on ⟦March 14th, 2023⟧.
          It was found on ⟦05MAR2025⟧.
          It was found on ⟦2025-04-17⟧.
          It was found on ⟦26-oct-2019⟧.
          It was found on ⟦10.05.2022⟧.
          It was found on ⟦Boxing Day⟧.
          It was found on ⟦Christmas Eve 2022⟧.
          It was found on ⟦Easter Monday⟧.
          It was found on the ⟦3rd of May⟧.
          seen on ⟦Mon 3 March⟧.
          seen on ⟦Sunday, 3 March 2024⟧.
          seen on ⟦3rd Mar '24⟧.
          seen on ⟦1-Jan-20⟧.
          seen on ⟦March 3⟧.
          on the morning of ⟦7 February⟧ staff met
          from ⟦3/3/24⟧ on
          (⟦3.3.2024⟧)
          on ⟦New Year's Day⟧
          at ⟦Diwali 2022⟧
          On the night of ⟦3-4 March 2025⟧ the alarm failed.
          Between ⟦3 and 7 March 2025⟧ no checks were made.
          He was admitted ⟦Mon 4th⟧ and slept.
          On the ⟦14th⟧ he went missing.
        place.street PLACE generalise
          He was hit by a car on ⟦Mill Road⟧.
          she lives on ⟦wharf road⟧ with her mum
        occupation.labelled OCCUPATION generalise
          Occupation: ⟦lorry driver⟧
        age.ninety-or-over AGE generalise
          At the ⟦age of 93⟧ she still walked.
          The patient is ⟦91⟧.
          a man in his ⟦90s⟧ fell
          a woman ⟦aged ninety-two⟧ fell
        age.years AGE generalise
          Patient A (⟦56⟧) was seen.
          Age: ⟦71⟧
          Age/sex: ⟦56⟧/M
          a ⟦6-week-old⟧ baby
          A ⟦74 years old⟧ woman fell.
          A ⟦72-year-old⟧ man fell.
          A man ⟦aged 53⟧ fell.
          A woman ⟦aged fifty-three⟧ fell.
          The patient, ⟦45yo⟧, fell.
          The patient, ⟦20 y/o⟧, fell.
          ⟦F79⟧ fell in the corridor.
          an ⟦8 year old⟧ girl
          a ⟦forty-five-year-old⟧ man
          ⟦aged 7⟧ at the time
          a woman, ⟦33 y.o⟧, fell
          a ⟦19 yr old⟧ man
          ⟦age 71⟧
        site.ward SITE generalise
          She was moved to ⟦Hazelmere Ward⟧ at night.
          Staff from ⟦Rowanby PICU⟧ helped.
          on ⟦Linnet Ward⟧
          to ⟦Linnet Unit⟧ by car
          at the ⟦Linnet Suite⟧
        site.hospital SITE generalise
          The scan was done at ⟦Thornbury General Hospital⟧.
          The scan was done at ⟦Quarrington Infirmary⟧.
          at ⟦Royal Quarrington Hospital⟧
          at the ⟦Linnet Clinic⟧
        site.practice SITE generalise
          The prescription came from ⟦Thornbury Medical Centre⟧.
          The letter went to the ⟦Quarrington Health Centre⟧.
          at ⟦Linnet Surgery⟧
          at ⟦Linnet Pharmacy⟧
        site.school SITE generalise
          He attends ⟦Quarrington Primary School⟧.
          He attends ⟦Thornbury Academy⟧.
          at ⟦Linnet College⟧
        site.care-home SITE generalise
          She was discharged to ⟦Hazelmere Care Home⟧.
          She was discharged to ⟦Rowanby House⟧.
          at ⟦Linnet Lodge⟧
          at ⟦Linnet Court⟧
        site.trust SITE generalise
          The bed was found by ⟦Quarrington and Rowanby NHS Foundation Trust⟧.
          A letter from ⟦Rowanby Borough Council⟧ came late.
          by ⟦Quarrington NHS Trust⟧
          by ⟦Quarrington County Council⟧
        site.employer SITE generalise
          He drives for ⟦Rowanby Cabs⟧.
          at ⟦Linnet Garden Centre⟧
          at ⟦Quarrington Brewery⟧
          at ⟦Linnet Motors⟧
        media.title MEDIA generalise
          The death was ⟦reported in the Quarrington Echo⟧.
          named in the ⟦Rowanby Herald⟧.
          It was ⟦named in the Rowanby Herald⟧.
          a letter to the ⟦Rowanby Gazette⟧.
          He was ⟦pictured in the Rowanby Gazette⟧.
        place.named PLACE generalise
          She moved here from ⟦Swindon⟧ last year.
          He was found near ⟦Grimsby⟧.
          near ⟦Hartlepool⟧
          She lived in ⟦Rotherham⟧.
          he is from ⟦grimsby⟧
        occupation.listed OCCUPATION generalise
          The patient, a ⟦welder⟧, was off work.
          She worked as a ⟦lighthouse keeper⟧.
          The man, a ⟦postman⟧, was off work.
          She worked as a ⟦barrister⟧.
          He worked as a ⟦train driver⟧ for years.
          She was a ⟦head teacher⟧.
          his job as a ⟦firefighter⟧
        occupation.qualified OCCUPATION generalise
          The patient, a ⟦retired harbour pilot⟧, fell.
          He was a ⟦former ice dancer⟧ who fell.
          She is a ⟦trainee glassblower⟧.
        ethnicity.listed ETHNICITY generalise
          A ⟦Somali⟧ woman asked for an interpreter.
          A ⟦Somali⟧ man was not offered an interpreter.
          He is a ⟦Sikh⟧ man.
          A ⟦Jewish⟧ patient asked for kosher meals.
          a ⟦Roma⟧ family
          a ⟦Polish⟧ speaker
        media.listed MEDIA generalise
          The family spoke to ⟦BBC News⟧ about it.
          It was in the ⟦Daily Mail⟧.
          The ⟦Daily Mirror⟧ wrote of it.
          The family spoke to ⟦ITV⟧.
          The case was ⟦widely reported⟧.
        ethnicity.form ETHNICITY generalise
          A ⟦Bhojpurese⟧ patient asked for an interpreter.
        """
    )
}
