//! What declared kinds, their states, steps, fields and figures are called: as their declarations say, in both languages.
use super::words::{Language, sentence, word};
use crate::cases::any_file::CaseKind;
use crate::cases::declared::declaration::{
    Anchor, CountRule, Declaration, FieldType, FigureMaking, FigureTest, Names,
};
use crate::cases::declared::{Code, FactColumn, Kinds};
use crate::figures::declared::rule_of;
use std::borrow::Cow;

/// The name in this language.
#[must_use]
pub fn named(names: &Names, language: Language) -> &str {
    match language {
        Language::Chinese => &names.zh,
        Language::English => &names.en,
    }
}

/// What a kind of case is called.
#[must_use]
pub fn kind(kinds: &Kinds, language: Language, kind: CaseKind) -> String {
    let own = || word(language, &format!("kind.{}", kind.name())).unwrap_or(kind.name()).to_owned();
    match kind {
        CaseKind::Declared(id) => {
            let declaration = kinds.kind(id);
            declaration.map_or_else(|| id.to_string(), |found| named(&found.name, language).to_owned())
        }
        _ => own(),
    }
}

/// What a state of a case is called.
#[must_use]
pub fn phase(kinds: &Kinds, language: Language, kind: CaseKind, phase: &str) -> String {
    if let CaseKind::Declared(id) = kind {
        let states = kinds.kind(id).into_iter().flat_map(|declaration| &declaration.states);
        let mut states = states.filter(|state| state.id.as_str() == phase);
        return states.next().map_or(phase, |state| named(&state.name, language)).to_owned();
    }
    word(language, &format!("phase.{}.{phase}", kind.name())).unwrap_or(phase).to_owned()
}

/// What a value of any field of a kind is called; itself, if it is none of its codes.
#[must_use]
pub fn value<'v>(
    declaration: &'v Declaration,
    field: Option<&str>,
    value: &'v str,
    language: Language,
) -> &'v str {
    let fields =
        declaration.fields.iter().filter(|known| field.is_none_or(|field| known.id.as_str() == field));
    let codes = fields.flat_map(|field| match &field.sort {
        FieldType::Code(values) => values.as_slice(),
        _ => &[],
    });
    let mut codes = codes.filter(|code| code.id.as_str() == value);
    codes.next().map_or(value, |code| named(&code.name, language))
}

/// What a value is called that the facts hold in a column.
#[must_use]
pub fn held<'v>(
    declaration: &'v Declaration,
    column: FactColumn,
    code: &'v str,
    language: Language,
) -> &'v str {
    let field = declaration.fields.iter().find(|field| field.column == Some(column));
    field.map_or(code, |field| value(declaration, Some(field.id.as_str()), code, language))
}

/// What a declared code is called that stands in the list of cases.
#[must_use]
pub fn listed(kinds: &Kinds, language: Language, kind: CaseKind, code: &str) -> String {
    match kind {
        CaseKind::Declared(id) => kinds.kind(id).map_or_else(
            || code.to_owned(),
            |declaration| held(declaration, FactColumn::Category, code, language).to_owned(),
        ),
        _ => word(language, &format!("code.{code}")).unwrap_or(code).to_owned(),
    }
}

/// What a declared figure is called.
#[must_use]
pub fn figure(kinds: &Kinds, id: &str, language: Language) -> Option<&'static str> {
    rule_of(kinds, id).map(|(_, rule)| named(&rule.label, language))
}

/// How a declared figure is counted.
#[must_use]
pub fn rule(kinds: &Kinds, id: &str, language: Language) -> Option<String> {
    let (declaration, figure) = rule_of(kinds, id)?;
    let telling = Telling { declaration, language };
    let mut text = telling.count(figure.making.count());
    match &figure.making {
        FigureMaking::Number(_) | FigureMaking::Area(_) => {}
        FigureMaking::Rate(_, among) => {
            text = telling.say("declared.rule.among", &[("of", text), ("among", telling.count(among))]);
        }
        FigureMaking::OfTarget(_, target) => {
            text = telling.say("declared.rule.target", &[("of", text), ("target", target.to_string())]);
        }
    }
    let with = [
        ("kind", named(&declaration.name, language).to_owned()),
        ("version", declaration.version.to_string()),
        ("rule", text),
    ];
    Some(telling.say("declared.rule", &with))
}

struct Telling<'d> {
    declaration: &'d Declaration,
    language: Language,
}

impl Telling<'_> {
    fn say(&self, key: &str, with: &[(&str, String)]) -> String {
        sentence(self.language, key, with).unwrap_or_default()
    }

    fn word(&self, key: &str) -> Cow<'static, str> {
        word(self.language, key).unwrap_or_default().into()
    }

    /// The field or step that is held in a column.
    fn held(&self, column: FactColumn) -> String {
        let fields = self.declaration.fields.iter().map(|field| (field.column, &field.name));
        let steps = self.declaration.steps.iter().map(|step| (step.column, &step.name));
        let mut held = fields.chain(steps).filter(|(of, _)| *of == Some(column));
        held.next().map(|(_, name)| named(name, self.language).to_owned()).unwrap_or_default()
    }

    fn state(&self, state: &Code) -> String {
        self.declaration
            .state(state)
            .map_or_else(String::new, |state| named(&state.name, self.language).to_owned())
    }

    fn count(&self, rule: &CountRule) -> String {
        let by = match rule.by {
            Anchor::Opened => named(&self.declaration.opening().name, self.language).to_owned(),
            Anchor::Closed => self.word("declared.rule.closed").into_owned(),
            Anchor::Column(column) => self.held(column),
        };
        let what = match rule.sum {
            None => self.word("declared.rule.cases").into_owned(),
            Some(column) => self.held(column),
        };
        let mut text = self.say("declared.rule.by", &[("what", what), ("by", by)]);
        for test in &rule.tests {
            text += &self.test(test);
        }
        text
    }

    fn test(&self, test: &FigureTest) -> String {
        match test {
            FigureTest::Is(column, is) => {
                let is = held(self.declaration, *column, is, self.language).to_owned();
                self.say("declared.rule.is", &[("field", self.held(*column)), ("value", is)])
            }
            FigureTest::InState(state) => self.say("declared.rule.state", &[("state", self.state(state))]),
            FigureTest::Taken(column) => self.say("declared.rule.taken", &[("step", self.held(*column))]),
            FigureTest::NotTaken(column) => {
                self.say("declared.rule.not_taken", &[("step", self.held(*column))])
            }
            FigureTest::Ended => self.word("declared.rule.ended").into_owned(),
            FigureTest::Open => self.word("declared.rule.open").into_owned(),
            FigureTest::Overdue => self.word("declared.rule.overdue").into_owned(),
        }
    }
}
