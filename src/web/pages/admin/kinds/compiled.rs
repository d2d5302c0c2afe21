//! What follows from a declaration, as somebody reads it before it is declared.
use crate::cases::declared::declaration::{
    Declaration, DueRule, Field, FieldType, FigureMaking, FigureRule, LedgerMeaning, StepRule,
};
use crate::cases::declared::{Code, PersonalSort};
use crate::cases::statutes::Length;
use crate::web::declared_words::named;
use crate::web::pages::frame::coded;
use crate::web::pages::reader::{said, told};
use crate::web::words::Language;

/// A field.
pub(super) struct FieldLine {
    pub(super) name: String,
    pub(super) sort: String,
    /// The values that it can have.
    pub(super) values: String,
}

/// A state.
pub(super) struct StateLine {
    pub(super) name: String,
    pub(super) is_final: bool,
}

/// A step.
pub(super) struct StepLine {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) tells: String,
    pub(super) roles: String,
    pub(super) due: String,
}

/// What follows from a declaration.
pub(super) struct Compiled {
    pub(super) title: String,
    pub(super) numbers: String,
    pub(super) fields: Vec<FieldLine>,
    pub(super) states: Vec<StateLine>,
    pub(super) steps: Vec<StepLine>,
    /// Figures, each with its id.
    pub(super) figures: Vec<(String, String)>,
    /// The ledger with its columns.
    pub(super) ledger: Option<(String, String)>,
    /// Whether it can be declared now.
    pub(super) declares: bool,
}

impl Compiled {
    pub(super) fn of(declaration: &Declaration, language: Language, declares: bool) -> Self {
        let reading = Reading { declaration, language };
        Self {
            title: format!(
                "{} · {} {}",
                named(&declaration.name, language),
                declaration.id,
                declaration.version
            ),
            numbers: format!("{}2019-{:0digits$}", declaration.prefix, 1, digits = declaration.digits),
            fields: declaration.fields.iter().map(|field| reading.field(field)).collect(),
            states: declaration
                .states
                .iter()
                .map(|state| StateLine {
                    name: named(&state.name, language).to_owned(),
                    is_final: state.is_final,
                })
                .collect(),
            steps: declaration.steps.iter().map(|step| reading.step(step)).collect(),
            figures: declaration.figures.iter().map(|figure| reading.figure(figure)).collect(),
            ledger: declaration.ledger.as_ref().map(|ledger| {
                let columns = ledger.columns.iter().filter(|column| column.meaning != LedgerMeaning::Number);
                let names = columns.filter_map(|column| column.names.first()).map(|name| &**name);
                (ledger.title.to_string(), names.collect::<Vec<_>>().join("、"))
            }),
            declares,
        }
    }
}

struct Reading<'d> {
    declaration: &'d Declaration,
    language: Language,
}

impl Reading<'_> {
    fn field(&self, field: &Field) -> FieldLine {
        let sort = match &field.sort {
            FieldType::Code(_) => "code",
            FieldType::Number => "number",
            FieldType::Area => "area",
            FieldType::Day => "day",
            FieldType::Committee => "committee",
            FieldType::Department => "department",
            FieldType::Place => "place",
            FieldType::Personal(PersonalSort::Name, _) => "name",
            FieldType::Personal(PersonalSort::Phone, _) => "phone",
            FieldType::Personal(PersonalSort::Home, _) => "home",
            FieldType::Personal(PersonalSort::Text, _) => "text",
        };
        let values = match &field.sort {
            FieldType::Code(values) => values.as_slice(),
            _ => &[],
        };
        let values: Vec<_> = values.iter().map(|value| named(&value.name, self.language)).collect();
        FieldLine {
            name: named(&field.name, self.language).to_owned(),
            sort: coded(self.language, "page.admin.kinds.sort", sort).into_owned(),
            values: values.join("、"),
        }
    }

    fn state(&self, id: &Code) -> String {
        let state = self.declaration.state(id);
        state.map_or(id.as_str(), |state| named(&state.name, self.language)).to_owned()
    }

    fn step(&self, step: &StepRule) -> StepLine {
        let from: Vec<_> = step.from.iter().map(|state| self.state(state)).collect();
        let optional = said(self.language, "page.admin.kinds.optional");
        let name = |id: &Code| {
            let field = self.declaration.field(id);
            field.map_or(id.as_str(), |field| named(&field.name, self.language)).to_owned()
        };
        let required = step.required.iter().map(name);
        let optional = step.optional.iter().map(|id| format!("{} ({optional})", name(id)));
        let roles = step.roles.iter().map(|role| {
            let code = serde_json::to_value(role).ok();
            let code = code.as_ref().and_then(|code| code.as_str()).unwrap_or_default();
            coded(self.language, "role", code).into_owned()
        });
        StepLine {
            name: named(&step.name, self.language).to_owned(),
            from: from.join("、"),
            to: self.state(&step.to),
            tells: required.chain(optional).collect::<Vec<_>>().join("、"),
            roles: roles.collect::<Vec<_>>().join("、"),
            due: step.due.as_ref().map(|due| self.due(due)).unwrap_or_default(),
        }
    }

    fn due(&self, due: &DueRule) -> String {
        let term = due.length.map(|length| match length {
            Length::Days(days) => ("page.admin.kinds.days", days.to_string()),
            Length::Workdays(days) => ("page.admin.kinds.workdays", days.to_string()),
            Length::Months(months) => ("page.admin.kinds.months", months.to_string()),
            Length::Hours(hours) => ("page.admin.kinds.hours", hours.to_string()),
        });
        let term = term.map(|(key, count)| told(self.language, key, &[("count", count)]));
        let field = due.field.as_ref().map(|id| {
            let field = self.declaration.field(id);
            let name = field.map_or(id.as_str(), |field| named(&field.name, self.language));
            told(self.language, "page.admin.kinds.by_field", &[("field", name.to_owned())])
        });
        field.into_iter().chain(term).collect::<Vec<_>>().join(" · ")
    }

    fn figure(&self, figure: &FigureRule) -> (String, String) {
        let label = named(&figure.label, self.language);
        let sort = match &figure.making {
            FigureMaking::Number(_) => "count",
            FigureMaking::Area(_) => "area",
            FigureMaking::Rate(..) => "rate",
            FigureMaking::OfTarget(..) => "target",
        };
        let sort = coded(self.language, "page.admin.kinds.figure", sort);
        (figure.id.to_string(), format!("{label} · {sort}"))
    }
}
