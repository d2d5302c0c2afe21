//! XES (IEEE 1849-2016): a trace is a case with its own steps; what stands beside them is left to OCEL.
use super::told::{Attributes, Event, Scalar, Trace};
use super::{ExportError, Writer};
use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event as Piece};
use std::io::{self, Write};

const EXTENSIONS: [(&str, &str); 5] = [
    ("Concept", "concept"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Time", "time"),
    ("Identity", "identity"),
];

/// The document, as far as it is written.
pub(super) struct Xes<W: Write> {
    xml: Xml<W>,
    events: u64,
}

impl<W: Write> Xes<W> {
    pub(super) fn new(out: W) -> Result<Self, ExportError> {
        let mut xml = Xml::new_with_indent(out, b' ', 1);
        xml.write_event(Piece::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let log = BytesStart::new("log").with_attributes([
            ("xes.version", "1849-2016"),
            ("xes.features", ""),
            ("xmlns", "http://www.xes-standard.org/"),
        ]);
        xml.write_event(Piece::Start(log))?;
        for (name, prefix) in EXTENSIONS {
            let uri = format!("http://www.xes-standard.org/{prefix}.xesext");
            let extension = BytesStart::new("extension");
            let said = [("name", name), ("prefix", prefix), ("uri", uri.as_str())];
            xml.write_event(Piece::Empty(extension.with_attributes(said)))?;
        }
        let mut xes = Self { xml, events: 0 };
        xes.global("trace", &[("string", "concept:name", "")])?;
        xes.global(
            "event",
            &[
                ("string", "concept:name", ""),
                ("string", "lifecycle:transition", "complete"),
                ("string", "org:resource", ""),
                ("date", "time:timestamp", "1970-01-01T00:00:00.000+00:00"),
            ],
        )?;
        let classifier = [("name", "Activity"), ("keys", "concept:name")];
        xes.xml.write_event(Piece::Empty(BytesStart::new("classifier").with_attributes(classifier)))?;
        xes.said("string", "concept:name", "anjuan")?;
        Ok(xes)
    }

    /// What every trace or event has.
    fn global(&mut self, scope: &str, attributes: &[(&str, &str, &str)]) -> io::Result<()> {
        let global = BytesStart::new("global").with_attributes([("scope", scope)]);
        self.xml.write_event(Piece::Start(global))?;
        for (form, key, default) in attributes {
            self.said(form, key, default)?;
        }
        self.xml.write_event(Piece::End(BytesEnd::new("global")))
    }

    fn said(&mut self, form: &str, key: &str, value: &str) -> io::Result<()> {
        let element = BytesStart::new(form).with_attributes([("key", key), ("value", value)]);
        self.xml.write_event(Piece::Empty(element))
    }

    fn attributes(&mut self, attributes: &Attributes) -> io::Result<()> {
        for (name, said) in attributes {
            let key = format!("anjuan:{name}");
            match said {
                Scalar::Text(text) => self.said("string", &key, text)?,
                Scalar::Whole(number) => self.said("int", &key, &number.to_string())?,
                Scalar::Decimal(text) => self.said("float", &key, text)?,
                Scalar::Flag(flag) => self.said("boolean", &key, if *flag { "true" } else { "false" })?,
                Scalar::At(moment) => self.said("date", &key, &moment.rfc3339())?,
            }
        }
        Ok(())
    }

    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.events += 1;
        self.xml.write_event(Piece::Start(BytesStart::new("event")))?;
        self.said("string", "concept:name", &event.activity)?;
        self.said("string", "lifecycle:transition", "complete")?;
        self.said("string", "org:resource", &event.by)?;
        self.said("date", "time:timestamp", &event.at.rfc3339())?;
        self.said("string", "concept:instance", &event.id)?;
        self.attributes(&event.attributes)?;
        self.xml.write_event(Piece::End(BytesEnd::new("event")))
    }
}

impl<W: Write> Writer for Xes<W> {
    fn trace(&mut self, trace: &Trace) -> Result<(), ExportError> {
        self.xml.write_event(Piece::Start(BytesStart::new("trace")))?;
        self.said("string", "concept:name", &trace.case.id)?;
        self.attributes(&trace.case.attributes)?;
        for event in trace.events.iter().filter(|event| event.own) {
            self.event(event)?;
        }
        self.xml.write_event(Piece::End(BytesEnd::new("trace")))?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(u64, u64), ExportError> {
        self.xml.write_event(Piece::End(BytesEnd::new("log")))?;
        let mut out = self.xml.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok((self.events, 0))
    }
}
