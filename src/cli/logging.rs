//! Where log lines and traces go.
use super::Failure;
use crate::config::{Config, Filter, Format, Telemetry};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use std::io::{self, IsTerminal};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{Directive, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

/// Spans of this target are traces, and no lines of the log.
const TRACED: &str = "otel";

/// Logging, under way until it is finished.
pub(super) struct Logging {
    traces: Option<SdkTracerProvider>,
}

impl Logging {
    /// Begins to log to the standard error, and to send traces if there is a collector.
    pub(super) fn start(config: &Config, serving: bool) -> Result<Self, Failure> {
        let filter = config.log.filter.clone().unwrap_or_else(|| Filter::usual(serving)).directives();
        let no_traces: Directive = format!("{TRACED}=off").parse()?;
        let lines = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
        let lines = match config.log.format {
            Format::Text => lines.boxed(),
            Format::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
        };
        let traces = if serving { provider(&config.telemetry)? } else { None };
        let exported = traces.as_ref().map(|provider| {
            let by_name = provider.tracer("anjuan");
            let layer = tracing_opentelemetry::layer().with_tracer(by_name);
            // Where in the source a span began tells the collector nothing about a request.
            let layer = layer.with_location(false).with_threads(false).with_target(false);
            layer.with_filter(Targets::new().with_target(TRACED, LevelFilter::INFO))
        });
        tracing_subscriber::registry()
            .with(lines.with_filter(filter.add_directive(no_traces)))
            .with(exported)
            .try_init()?;
        if serving {
            // What a panic says may hold what somebody sent.
            std::panic::set_hook(Box::new(|panic| {
                let place = panic.location().map(tracing::field::display);
                tracing::error!(place, "the program failed at a place where it never should");
            }));
        }
        Ok(Self { traces })
    }

    /// Sends what is left.
    pub(super) fn finish(self) {
        if let Some(Err(error)) = self.traces.map(|provider| provider.shutdown()) {
            eprintln!("anjuan: the last traces were not sent: {error}");
        }
    }
}

fn provider(telemetry: &Telemetry) -> Result<Option<SdkTracerProvider>, Failure> {
    let Some(endpoint) = &telemetry.endpoint else { return Ok(None) };
    let headers = telemetry.named_headers().unwrap_or_default().into_iter().collect();
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(endpoint.traces())
        .with_headers(headers)
        .build()
        .map_err(|error| format!("telemetry.endpoint: {error}"))?;
    let resource = Resource::builder()
        .with_service_name(telemetry.service.clone())
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(telemetry.share.into())));
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource);
    Ok(Some(provider.with_sampler(sampler).build()))
}
