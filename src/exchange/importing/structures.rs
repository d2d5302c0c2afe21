//! 违法建筑台账: one row, one case with one site.
mod writing;

use super::kind::{ComparedCell, LedgerKind, Told};
use super::reader::{Read, Reader, spelled};
use crate::cases::area::Area;
use crate::cases::case_file::{CaseFile, Order, VoidReason};
use crate::cases::declared::Kinds;
use crate::cases::illegal_structure::{
    ReportSource, Site, SiteNo, Stock, StructureCommand, StructureEvent, StructureKind, StructureLife, Way,
    Zone,
};
use crate::cases::occurred::{Dated, Day};
use crate::cases::people::{Name, Officers, Person};
use crate::cases::personal::{Personal, Subject};
use crate::cases::words::{Address, CaseNumber, Committee, PaperNumber};
use crate::commands::AnyOrder;
use crate::exchange::ledgers::{Column, Ledger};

/// The ledger of illegal structures.
pub struct IllegalStructures;

/// What a row tells.
#[derive(Clone, Debug)]
pub struct StructureRow {
    number: CaseNumber,
    found: Day,
    zone: Zone,
    address: Address,
    committee: Option<Committee>,
    stock: Stock,
    structure: Option<StructureKind>,
    area: Area,
    party: Option<Name>,
    filed: Option<Day>,
    paper: Option<PaperNumber>,
    demolished: Option<Day>,
    demolished_area: Option<Area>,
    way: Option<Way>,
}

const STOCKS: &[(&str, Stock)] =
    &[("存量", Stock::Existing), ("新建", Stock::New), ("新增", Stock::New), ("在建", Stock::New)];
const WAYS: &[(&str, Way)] = &[
    ("自行拆除", Way::SelfDemolished),
    ("自拆", Way::SelfDemolished),
    ("帮拆", Way::Assisted),
    ("助拆", Way::Assisted),
    ("强制拆除", Way::Forced),
    ("强拆", Way::Forced),
];

const REPORTED: &str = "StructureReported";
const FILED: &str = "CaseFiled";
const DETERMINED: &str = "StructureDetermined";
const ORDERED: &str = "DemolitionOrdered";
const DEMOLISHED: &str = "SiteDemolished";
const SITE: SiteNo = SiteNo(1);

impl LedgerKind for IllegalStructures {
    type Life = StructureLife;
    type Row = StructureRow;

    fn ledger(_row: &StructureRow) -> Ledger {
        Ledger::IllegalStructures
    }

    fn read(reader: &Reader<'_>) -> Read<StructureRow> {
        let row = StructureRow {
            number: reader.case_number()?,
            found: reader.required(Column::FoundOn, reader.day(Column::FoundOn)?)?,
            zone: reader.required(Column::Zone, reader.parsed(Column::Zone)?)?,
            address: reader.required(Column::Address, reader.parsed(Column::Address)?)?,
            committee: reader.committee(Column::Committee)?,
            stock: reader.required(Column::StructureKind, reader.one_of(Column::StructureKind, STOCKS)?)?,
            structure: reader.parsed(Column::Construction)?,
            area: reader.required(Column::StructureArea, reader.area(Column::StructureArea)?)?,
            party: reader.parsed(Column::Party)?,
            filed: reader.day(Column::FiledOn)?,
            paper: reader.parsed(Column::OrderNumber)?,
            demolished: reader.day(Column::DemolishedOn)?,
            demolished_area: reader.area(Column::DemolishedArea)?,
            way: reader.one_of(Column::DemolitionKind, WAYS)?,
        };
        check(reader, &row)?;
        Ok(row)
    }

    fn number(row: &StructureRow) -> &CaseNumber {
        &row.number
    }

    fn steps(row: &StructureRow) -> Vec<Told<StructureCommand>> {
        let mut steps = vec![told(REPORTED, Column::FoundOn, row.found, reporting(row))];
        if let Some(filed) = row.filed {
            let officers = Officers::NotRecorded;
            steps.push(told(FILED, Column::FiledOn, filed, StructureCommand::FileCase { officers }));
            let sites = vec![Site { site: SITE, area: row.area, structure: row.structure.clone() }];
            let command = StructureCommand::DetermineStructure { sites };
            steps.push(told(DETERMINED, Column::FiledOn, filed, command));
            if let Some(paper) = row.paper.clone() {
                let command = StructureCommand::OrderDemolition { paper: Some(paper), deadline: None };
                steps.push(told(ORDERED, Column::FiledOn, filed, command));
            }
        }
        if let (Some(day), Some(area), Some(way)) = (row.demolished, row.demolished_area, row.way) {
            let command = StructureCommand::DemolishSite { site: SITE, area, way };
            steps.push(told(DEMOLISHED, Column::DemolishedOn, day, command));
        }
        steps
    }

    fn cells(row: &StructureRow) -> Vec<ComparedCell> {
        let cell = |column, event_type, value| ComparedCell { column, event_type, value };
        // Before it is determined, the area is what was reported.
        let measured = if row.filed.is_some() { DETERMINED } else { REPORTED };
        vec![
            cell(Column::FoundOn, REPORTED, spelled(Some(&row.found))),
            cell(Column::Zone, REPORTED, spelled(Some(&row.zone))),
            cell(Column::Address, REPORTED, spelled(Some(&row.address))),
            cell(Column::Committee, REPORTED, spelled(row.committee.as_ref())),
            cell(Column::StructureKind, REPORTED, spelled(Some(&row.stock))),
            cell(Column::Party, REPORTED, spelled(row.party.as_ref())),
            cell(Column::FiledOn, FILED, spelled(row.filed.as_ref())),
            cell(Column::Construction, DETERMINED, spelled(row.structure.as_ref())),
            cell(Column::StructureArea, measured, spelled(Some(&row.area))),
            cell(Column::OrderNumber, ORDERED, spelled(row.paper.as_ref())),
            cell(Column::DemolishedOn, DEMOLISHED, spelled(row.demolished.as_ref())),
            cell(Column::DemolishedArea, DEMOLISHED, spelled(row.demolished_area.as_ref())),
            cell(Column::DemolitionKind, DEMOLISHED, spelled(row.way.as_ref())),
        ]
    }

    fn row_of(file: &CaseFile<StructureLife>, _kinds: &Kinds) -> Option<StructureRow> {
        let mut row = None;
        for (_, step) in file.steps() {
            match (&step.what, &mut row) {
                (StructureEvent::StructureReported { .. }, _) => row = reported(step),
                (StructureEvent::CaseFiled { .. }, Some(row)) => row.filed = Some(step.day()),
                (StructureEvent::StructureDetermined { sites }, Some(row)) => {
                    if let Some(site) = sites.iter().find(|site| site.site == SITE) {
                        row.area = site.area;
                        row.structure.clone_from(&site.structure);
                    }
                }
                (StructureEvent::DemolitionOrdered { paper, .. }, Some(row)) => row.paper.clone_from(paper),
                (StructureEvent::SiteDemolished { site, area, way, .. }, Some(row)) if *site == SITE => {
                    row.demolished = Some(step.day());
                    row.demolished_area = Some(*area);
                    row.way = Some(*way);
                }
                _ => {}
            }
        }
        row
    }

    fn order(order: Dated<Order<StructureCommand>>) -> AnyOrder {
        order.into()
    }

    fn is_void(life: &StructureLife) -> bool {
        life.voided.is_some()
    }

    fn void() -> StructureCommand {
        StructureCommand::VoidStructure { reason: VoidReason::ImportUndone }
    }
}

/// What a row cannot tell at once.
fn check(reader: &Reader<'_>, row: &StructureRow) -> Read<()> {
    let refuse = |column, code, reason: &str| Err(reader.refused(column, code, reason));
    if row.area == Area::ZERO {
        return refuse(Column::StructureArea, "no_area", "the area must be more than nothing");
    }
    if row.paper.is_some() && row.filed.is_none() {
        return refuse(Column::FiledOn, "missing", "has an order to demolish but no day of filing");
    }
    match (row.demolished, row.demolished_area, row.way) {
        (None, None, None) => Ok(()),
        (None, ..) => refuse(Column::DemolishedOn, "missing", "is demolished, but the day is missing"),
        (_, None, _) => refuse(Column::DemolishedArea, "missing", "is demolished, but the area is missing"),
        (.., None) => refuse(Column::DemolitionKind, "missing", "is demolished, but it is not said how"),
        (_, Some(Area::ZERO), _) => {
            refuse(Column::DemolishedArea, "no_area", "is demolished, but the area is nothing")
        }
        (_, Some(area), _) if area > row.area => refuse(
            Column::DemolishedArea,
            "more_than_determined",
            &format!("the demolished area ({area}) is above the determined one ({})", row.area),
        ),
        (Some(day), ..) if day < row.found => {
            refuse(Column::DemolishedOn, "before_it_began", "is demolished before it was found")
        }
        (Some(_), ..) if row.filed.is_none() => {
            refuse(Column::FiledOn, "missing", "is demolished, but the day of filing is missing")
        }
        _ => Ok(()),
    }
}

fn told(
    event_type: &'static str,
    column: Column,
    day: Day,
    command: StructureCommand,
) -> Told<StructureCommand> {
    Told { event_type, column, command: Dated::on(day, command) }
}

fn reporting(row: &StructureRow) -> StructureCommand {
    let party = row.party.clone().map(|name| Person { name: Some(name), ..Person::default() });
    StructureCommand::ReportStructure {
        number: row.number.clone(),
        zone: row.zone.clone(),
        address: row.address.clone(),
        committee: row.committee.clone(),
        stock: row.stock,
        under_construction: false,
        source: ReportSource::Ledger,
        informant: None,
        party: party.map(|party| Personal::plain(Subject::PARTY, party)),
        sites: vec![crate::cases::illegal_structure::ClaimedSite { site: SITE, area: Some(row.area) }],
    }
}

/// The row that tells no more than the report.
fn reported(step: &Dated<StructureEvent>) -> Option<StructureRow> {
    let StructureEvent::StructureReported { number, zone, address, committee, stock, party, sites, .. } =
        &step.what
    else {
        return None;
    };
    let claimed = sites.iter().find(|site| site.site == SITE).and_then(|site| site.area);
    Some(StructureRow {
        number: number.clone(),
        found: step.day(),
        zone: zone.clone(),
        address: address.clone(),
        committee: committee.clone(),
        stock: *stock,
        structure: None,
        area: claimed.unwrap_or_default(),
        party: party.as_ref().and_then(|party| party.value()).and_then(|party| party.name.clone()),
        filed: None,
        paper: None,
        demolished: None,
        demolished_area: None,
        way: None,
    })
}
