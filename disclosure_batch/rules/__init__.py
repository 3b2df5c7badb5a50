"""What is wrong with filings. A rule is a function from a Case to Findings; its docstring is the page that users read.

`case` is what rules look at: all submissions of a run as one table, the roster, last year. `rulebook` has every rule by
its code and asks them all (`check`); `pages` is what the command prints of them. Others also use `relation`, for the
values of a relation that fails, `rule`, for who can act on it, `explained`, for what counts as an explanation, and
`lacking`, for what is said of a 汇总表 that is a draft.

A family of codes is a module, or a few: `unread`, `file`, `versions` (F); `year`, `layout`, `beside_the_form`,
`over_last_year`, `captions` (L); `blank`, `value`, `amounts` (V); `relation` (R, and Y where last year's figures are
terms), `last_year` (Y); `unit`, `counted_twice`, `roll_up` (U); the package `texts` (T), whose `paper` is a report as
those rules read it. To add a rule that is arithmetic, write a `[[relation]]` in the edition's file. To add any other:

    @dataclass(frozen=True, slots=True)
    class OddFigure:                                the values that its sentence is made of

    @rule("V099", Severity.WARNING, Who.OFFICE)
    def odd_figure(case: Case) -> Iterator[Finding]:
        '''What is wrong, then 检查什么, 依据, 示例, 如何修改, a line each.'''
        yield case.finding(submission, OddFigure(...), "field.id")

    @words(OddFigure)
    def _(about: OddFigure, finding: Finding, reader: Reader) -> Words:
        return Words("what is wrong.", "what to do, for this reader.")

and a case in tests/test_rule_pages.py that fires it. A new module goes into rulebook.FAMILIES.
"""
