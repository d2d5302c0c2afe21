//! The form of every command's body, read from the source of its enumeration, so that no command, field or word of
//! explanation is kept twice. `UPDATE_OPENAPI=1` writes `schema/commands.json` anew.
use super::kept;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Fields, GenericArgument, Item, Lit, Meta, PathArguments, Token, Type, Variant};

/// The kinds of streams, with the enumeration of their commands.
const KINDS: [(&str, &str); 11] = [
    ("petition", "PetitionCommand"),
    ("fire_hazard", "HazardCommand"),
    ("illegal_structure", "StructureCommand"),
    ("inspection", "InspectionCommand"),
    ("indicator", "IndicatorCommand"),
    ("office", "OfficeCommand"),
    ("user", "UserCommand"),
    ("access", "AccessCommand"),
    ("reminder", "ReminderCommand"),
    ("attachment", "AttachmentCommand"),
    ("declared", "DeclaredCommand"),
];

/// What is said about a type in `src/cases/`.
struct Declared {
    doc: String,
    what: What,
}

enum What {
    /// A text of so many characters at most.
    Text(u64),
    Enumeration(Vec<Variant>),
    Structure(Fields),
}

/// Types by the folder or file of `src/cases/` in which they stand, and their name.
type Types = BTreeMap<(String, String), Declared>;

fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(doc) if doc.path.is_ident("doc") => match &doc.value {
            Expr::Lit(text) => match &text.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join(" ")
}

/// Whether a serde attribute says the word.
fn says(attributes: &[Attribute], word: &str) -> bool {
    let serde = attributes.iter().filter(|attribute| attribute.path().is_ident("serde"));
    serde
        .filter_map(|attribute| attribute.meta.require_list().ok())
        .any(|list| list.tokens.clone().into_iter().any(|token| token.to_string() == word))
}

/// `text_newtypes! { /// … Name(limit), … }`
struct Texts(Vec<(String, String, u64)>);

impl syn::parse::Parse for Texts {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut texts = Vec::new();
        while !input.is_empty() {
            let doc = docs(&input.call(Attribute::parse_outer)?);
            let name: syn::Ident = input.parse()?;
            let limit;
            syn::parenthesized!(limit in input);
            texts.push((name.to_string(), doc, limit.parse::<syn::LitInt>()?.base10_parse()?));
            let _: Option<Token![,]> = input.parse()?;
        }
        Ok(Self(texts))
    }
}

/// `words! { /// … Name { /// … Word, … } … }`
struct Words(Vec<(String, String, Vec<Variant>)>);

impl syn::parse::Parse for Words {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut words = Vec::new();
        while !input.is_empty() {
            let doc = docs(&input.call(Attribute::parse_outer)?);
            let name: syn::Ident = input.parse()?;
            let block;
            syn::braced!(block in input);
            let variants = Punctuated::<Variant, Token![,]>::parse_terminated(&block)?;
            words.push((name.to_string(), doc, variants.into_iter().collect()));
        }
        Ok(Self(words))
    }
}

fn declare(types: &mut Types, home: &str, item: Item) {
    let mut add = |name: String, doc, what| {
        types.insert((home.to_owned(), name), Declared { doc, what });
    };
    match item {
        Item::Enum(item) => {
            add(
                item.ident.to_string(),
                docs(&item.attrs),
                What::Enumeration(item.variants.into_iter().collect()),
            );
        }
        Item::Struct(item) => add(item.ident.to_string(), docs(&item.attrs), What::Structure(item.fields)),
        Item::Macro(item)
            if item.mac.path.segments.last().is_some_and(|last| last.ident == "text_newtypes") =>
        {
            let Texts(texts) = item.mac.parse_body().expect("texts with their limits");
            for (name, doc, limit) in texts {
                add(name, doc, What::Text(limit));
            }
        }
        Item::Macro(item) if item.mac.path.is_ident("words") => {
            let Words(words) = item.mac.parse_body().expect("enumerations");
            for (name, doc, variants) in words {
                add(name, doc, What::Enumeration(variants));
            }
        }
        _ => {}
    }
}

fn types() -> Types {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cases");
    let (mut types, mut folders) = (Types::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(&root).expect("below").to_string_lossy().into_owned();
            let home = below.split(['/', '.']).next().expect("a name").to_owned();
            if path.extension().is_none_or(|ending| ending != "rs")
                || below.contains("test")
                || below.contains("examples")
            {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a file");
            for item in syn::parse_file(&text).expect("Rust").items {
                declare(&mut types, &home, item);
            }
        }
    }
    types
}

/// A variant's word: its own name in snake case, if it is not renamed.
fn word_of(variant: &Variant) -> String {
    let serde = variant.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
    let renamed = serde.filter_map(|attribute| attribute.parse_args::<syn::MetaNameValue>().ok());
    let renamed = renamed.filter(|said| said.path.is_ident("rename")).find_map(|said| match said.value {
        Expr::Lit(text) => match text.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    renamed.unwrap_or_else(|| snake(&variant.ident.to_string()))
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// What is wrapped: `Option<T>` is `("Option", T)`.
fn wrapped(of: &Type) -> Option<(String, Type)> {
    let Type::Path(path) = of else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some((last.ident.to_string(), inner.clone())),
        _ => None,
    }
}

fn name_of(of: &Type) -> String {
    match of {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Forms of types whose reading is written by hand in `src/cases/`, or that the API takes in a friendlier form.
fn by_hand(name: &str) -> Option<Value> {
    Some(match name {
        "bool" => json!({"type": "boolean"}),
        "u32" => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32}),
        "KindId" => json!({"type": "string", "minLength": 1, "maxLength": 24, "pattern": "^[a-z][a-z0-9_]*$",
            "description": "A declared kind of case, by its id: `unlicensed`, `clue`."}),
        "DeclarationText" => json!({"type": "string", "minLength": 1, "maxLength": 65_536,
            "description": "The text of a TOML file that declares a kind of case."}),
        "Code" => json!({"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[a-z][a-z0-9_]*$",
            "description": "A step, a field or a value of a declared kind, by its id."}),
        "u8" => json!({"type": "integer", "minimum": 0, "maximum": 255}),
        "CalendarVersion" => json!({"type": "integer", "minimum": 1, "maximum": 4_294_967_295_u32,
            "description": "An edition of the calendar: 1 is the one that the program brings."}),
        "u16" => json!({"type": "integer", "minimum": 0, "maximum": 65535}),
        "i32" => json!({"type": "integer", "minimum": -9999, "maximum": 9999}),
        "NonZeroU16" => json!({"type": "integer", "minimum": 1, "maximum": 65535}),
        "Day" => json!({"type": "string", "format": "date", "minLength": 10, "maxLength": 10}),
        "CaseId" => json!({"type": "string", "minLength": 1, "maxLength": 40, "x-refers-to": "case",
            "description": "A case, by its number or its id."}),
        "UserId" => json!({"type": "string", "minLength": 1, "maxLength": 40, "x-refers-to": "user",
            "description": "A user of the office, by login name or id."}),
        "CaseNumber" => json!({"type": "string", "minLength": 1, "maxLength": 40,
            "description": "编号: the number of a case as people say it, without blanks."}),
        "LoginName" => json!({"type": "string", "minLength": 2, "maxLength": 40,
            "pattern": "^[A-Za-z][A-Za-z0-9._-]*$", "description": "The name with which a user signs in."}),
        "Version" => json!({"type": "integer", "minimum": 1, "maximum": 9_223_372_036_854_775_807_i64,
            "description": "The version of a step of the case, as its history tells it."}),
        "Occurred" => json!({"type": "string", "minLength": 10, "maxLength": 40, "x-occurred": true,
            "examples": ["2026-11-26", "2026-11-26T09:30:00+08:00"],
            "description": "A day, or a moment with its offset (RFC 3339)."}),
        "FileHash" => json!({"type": "string", "minLength": 64, "maxLength": 64, "pattern": "^[0-9a-f]{64}$",
            "description": "A file, by the SHA-256 of its bytes in lower-case hexadecimal digits."}),
        "Latitude" => json!({"type": "integer", "minimum": -90_000_000, "maximum": 90_000_000,
            "description": "Millionths of a degree to the north: 31284500 is 31.2845°."}),
        "Longitude" => json!({"type": "integer", "minimum": -180_000_000, "maximum": 180_000_000,
            "description": "Millionths of a degree to the east: 121512300 is 121.5123°."}),
        "Heads" => json!({"type": "integer", "minimum": 1, "maximum": 100_000,
            "description": "人次: how many people came."}),
        "Area" => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32,
            "description": "An area in square decimetres (0.01 m²), as events have it: 1250 is 12.5 m²."}),
        "Amount" => json!({"type": "integer", "minimum": 0, "maximum": 4_294_967_295_u32,
            "description": "Hundredths of the figure's unit, as events have it: 3000000 is 30000 m²."}),
        "Period" => json!({"type": "string", "minLength": 4, "maxLength": 7,
            "pattern": "^(19[5-9][0-9]|2[0-9]{3})(-(Q[1-4]|0[1-9]|1[0-2]))?$", "examples": ["2019", "2019-Q3", "2019-09"],
            "description": "A year, a quarter or a month."}),
        "Quantity" => json!({"type": "string", "minLength": 1, "maxLength": 15,
            "pattern": "^-?[0-9]{1,9}([.][0-9]{1,4})?$", "examples": ["684", "52704.5"],
            "description": "A number as a report prints it, exactly: at most nine digits and four decimals."}),
        "SiteNo" => json!({"type": "integer", "minimum": 1, "maximum": 65535,
            "description": "The number of a site (处) within its case, from 1."}),
        "HazardNo" => json!({"type": "integer", "minimum": 1, "maximum": 65535,
            "description": "The number of a hazard (条) within its inspection, from 1."}),
        "Phone" => json!({"type": "string", "minLength": 3, "maxLength": 32, "pattern": "^[0-9+() -]+$"}),
        "IdNumber" => {
            json!({"type": "string", "minLength": 18, "maxLength": 18, "pattern": "^[0-9]{17}[0-9Xx]$",
            "description": "GB 11643: 17 digits and a check character."})
        }
        "SystemCode" => {
            json!({"type": "string", "minLength": 2, "maxLength": 24, "pattern": "^[a-z][a-z0-9_-]+$",
            "description": "The code of a system that only the office knows."})
        }
        "OutsideNumber" => json!({"type": "string", "minLength": 1, "maxLength": 64,
            "description": "The number that the system gave the matter, without blanks."}),
        "Officers" => {
            json!({"type": "array", "minItems": 1, "maxItems": 20, "x-personal": true, "x-people": "officers",
            "items": {"$ref": "#/components/schemas/Name"},
            "description": "The officers who acted, by name: how many there are is public, who they are is sealed."})
        }
        "Representatives" => json!({"type": "array", "minItems": 1, "maxItems": 20, "x-personal": true,
            "x-people": "representatives", "items": {"$ref": "#/components/schemas/Person"},
            "description": "信访代表: how many speak for those who came is public, who they are is sealed."}),
        _ => return None,
    })
}

/// Makes the forms of a kind's commands, and of every type that they name.
struct Making<'a> {
    types: &'a Types,
    home: &'a str,
    components: &'a mut BTreeMap<String, Value>,
}

impl Making<'_> {
    fn form(&mut self, of: &Type) -> Value {
        match wrapped(of) {
            Some((wrapper, inner)) => match wrapper.as_str() {
                "Option" | "Box" => self.form(&inner),
                "Vec" => json!({"type": "array", "maxItems": 200, "items": self.form(&inner)}),
                "Personal" => {
                    let inner = self.form(&inner);
                    json!({"allOf": [inner], "x-personal": true})
                }
                other => panic!("{other} has no form"),
            },
            None => self.named(&name_of(of)),
        }
    }

    fn named(&mut self, name: &str) -> Value {
        if matches!(name, "Officers" | "Representatives") {
            self.named(if name == "Officers" { "Name" } else { "Person" });
        }
        let own = (self.home.to_owned(), name.to_owned());
        let known = self.types.get_key_value(&own).or_else(|| {
            let mut elsewhere = self
                .types
                .iter()
                .filter(|((home, found), _)| found == name && !KINDS.iter().any(|(kind, _)| kind == home));
            elsewhere.next()
        });
        let home = known.map_or("", |((home, _), _)| home.as_str());
        let kind = KINDS.iter().any(|(kind, _)| *kind == home);
        let component = if kind { format!("{home}.{name}") } else { name.to_owned() };
        if !self.components.contains_key(&component) {
            let form = by_hand(name).unwrap_or_else(|| {
                let (_, declared) = known.unwrap_or_else(|| panic!("{name} is not declared in src/cases"));
                described(self.declared(declared), &declared.doc)
            });
            self.components.insert(component.clone(), form);
        }
        json!({"$ref": format!("#/components/schemas/{component}")})
    }

    fn declared(&mut self, declared: &Declared) -> Value {
        match &declared.what {
            What::Text(limit) => json!({"type": "string", "minLength": 1, "maxLength": limit}),
            What::Structure(fields) => self.object(fields),
            What::Enumeration(variants) => self.enumeration(variants),
        }
    }

    /// Words alone are one list of words; with a variant that holds something, one of several forms.
    fn enumeration(&mut self, variants: &[Variant]) -> Value {
        let words: Vec<_> = variants.iter().filter(|variant| variant.fields.is_empty()).collect();
        let meanings: Vec<_> =
            words.iter().map(|word| format!("`{}`: {}", word_of(word), docs(&word.attrs))).collect();
        let list = json!({
            "type": "string",
            "enum": words.iter().map(|word| word_of(word)).collect::<Vec<_>>(),
            "description": meanings.join(" "),
        });
        if words.len() == variants.len() {
            return list;
        }
        let mut forms = if words.is_empty() { Vec::new() } else { vec![list] };
        for variant in variants.iter().filter(|variant| !variant.fields.is_empty()) {
            let name = word_of(variant);
            let inner = match &variant.fields {
                Fields::Unnamed(fields) => self.form(&fields.unnamed[0].ty),
                fields => self.object(fields),
            };
            forms.push(json!({
                "type": "object", "description": docs(&variant.attrs), "properties": {&name: inner},
                "required": [name], "additionalProperties": false,
            }));
        }
        json!({"oneOf": forms})
    }

    fn object(&mut self, fields: &Fields) -> Value {
        let (mut properties, mut required) = (Map::new(), Vec::new());
        for field in fields {
            let name = field.ident.as_ref().expect("a name").to_string();
            if !says(&field.attrs, "default") {
                required.push(name.clone());
            }
            properties.insert(name, described(self.form(&field.ty), &docs(&field.attrs)));
        }
        let mut object = json!({"type": "object", "additionalProperties": false});
        if !properties.is_empty() {
            object["properties"] = Value::Object(properties);
        }
        if !required.is_empty() {
            object["required"] = required.into();
        }
        object
    }
}

/// The form with the words in front of its own.
fn described(mut form: Value, doc: &str) -> Value {
    if !doc.is_empty() {
        let own = form["description"].as_str().map(|own| format!("{doc} {own}"));
        form["description"] = own.unwrap_or_else(|| doc.to_owned()).into();
    }
    form
}

fn forms() -> Value {
    let types = types();
    let (mut components, mut kinds) = (BTreeMap::new(), Map::new());
    for (kind, name) in KINDS {
        let command = &types[&(kind.to_owned(), name.to_owned())];
        let What::Enumeration(variants) = &command.what else { panic!("{name} is an enumeration") };
        let mut making = Making { types: &types, home: kind, components: &mut components };
        let commands = variants.iter().map(|variant| {
            (variant.ident.to_string(), described(making.object(&variant.fields), &docs(&variant.attrs)))
        });
        kinds.insert(kind.to_owned(), Value::Object(commands.collect()));
    }
    json!({"commands": kinds, "components": components})
}

#[test]
fn the_forms_of_the_commands_are_those_of_their_source() {
    kept("schema/commands.json", &forms());
}
