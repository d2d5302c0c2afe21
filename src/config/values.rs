//! Values as people write them.
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::ops::Deref;
use std::str::FromStr;
use std::time::Duration;
use zeroize::Zeroizing;

/// A length of time that is not nothing: `30s`, `5m`, `1h 30m`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span(Duration);

/// Longer is a slip of the pen.
const LONGEST: Duration = Duration::from_hours(366 * 24);

impl Span {
    /// So many seconds.
    #[must_use]
    pub const fn seconds(seconds: u64) -> Self {
        Self(Duration::from_secs(seconds))
    }

    /// The length.
    #[must_use]
    pub const fn get(self) -> Duration {
        self.0
    }
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let span = humantime::parse_duration(&text)
            .map_err(|_| format!("'{text}' is no length of time; write it as 500ms, 30s, 5m or 1h 30m"))?;
        if span.is_zero() || span > LONGEST {
            return Err(format!("'{text}' is not between 1ms and 366 days"));
        }
        Ok(Self(span))
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        humantime::format_duration(span.0).to_string()
    }
}

/// A number of bytes that is not nothing: `64 KiB`, `20 MiB`, `1000`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Size(usize);

impl Size {
    /// So many KiB.
    #[must_use]
    pub const fn kib(kib: usize) -> Self {
        Self(kib * 1024)
    }

    /// In bytes.
    #[must_use]
    pub const fn bytes(self) -> usize {
        self.0
    }
}

impl TryFrom<String> for Size {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let size: bytesize::ByteSize =
            text.parse().map_err(|_| format!("'{text}' is no size; write it as 64 KiB or 20 MiB"))?;
        match usize::try_from(size.as_u64()) {
            Ok(bytes) if bytes > 0 => Ok(Self(bytes)),
            _ => Err(format!("'{text}' is no size that a file can have")),
        }
    }
}

impl From<Size> for String {
    fn from(size: Size) -> Self {
        let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"), (1, "B")];
        let whole = units.into_iter().find(|(unit, _)| size.0.is_multiple_of(*unit));
        whole.map_or_else(Self::new, |(unit, sign)| format!("{} {sign}", size.0 / unit))
    }
}

/// A network or one address: `10.0.0.0/8`, `127.0.0.1`, `fd00::/8`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(into = "String")]
pub struct Network(ipnet::IpNet);

impl Network {
    /// Whether the address is in it. An IPv4 address that is written as IPv6 is the IPv4 address.
    #[must_use]
    pub fn has(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        Self(address.into())
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address = text.parse::<IpAddr>().map(Self::from);
        address.or_else(|_| text.parse().map(Self)).map_err(|_: ipnet::AddrParseError| {
            format!("'{text}' is neither an address nor a network; write it as 127.0.0.1 or 10.0.0.0/8")
        })
    }
}

impl From<Network> for String {
    fn from(network: Network) -> Self {
        network.0.to_string()
    }
}

/// A text that is shown to nobody; gone from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("…")
    }
}

/// A list: of texts in a file, with commas between them in a variable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Listed<T>(Vec<T>);

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> FromIterator<T> for Listed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> Deref for Listed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<'de, T: FromStr<Err = String>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Items(PhantomData))
    }
}

struct Items<T>(PhantomData<T>);

impl<'de, T: FromStr<Err = String>> Visitor<'de> for Items<T> {
    type Value = Listed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Listed<T>, E> {
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(|item| item.parse().map_err(E::custom)).collect::<Result<_, _>>().map(Listed)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Listed<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element::<String>()? {
            list.push(item.parse().map_err(de::Error::custom)?);
        }
        Ok(Listed(list))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::value::StrDeserializer;
    use serde::de::{DeserializeOwned, IntoDeserializer};

    /// What a variable says.
    fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
        let text: StrDeserializer<'_, de::value::Error> = text.into_deserializer();
        T::deserialize(text).map_err(|error| error.to_string())
    }

    #[test]
    fn spans_and_sizes_are_read_as_people_write_them_and_shown_the_same() {
        assert_eq!(read::<Span>("1m 30s").map(Span::get), Ok(Duration::from_secs(90)));
        assert_eq!(String::from(Span::seconds(90)), "1m 30s");
        assert_eq!(read::<Size>("64KiB"), Ok(Size::kib(64)));
        assert_eq!(read::<Size>("1000").map(Size::bytes), Ok(1000));
        assert_eq!(
            [Size::kib(64), Size::kib(50 * 1024), Size(1001)].map(String::from),
            ["64 KiB", "50 MiB", "1001 B"]
        );
        for nothing in ["0s", "", "soon", "9999999 days"] {
            assert!(read::<Span>(nothing).is_err(), "{nothing}");
        }
        for nothing in ["0", "", "much", "-1"] {
            assert!(read::<Size>(nothing).is_err(), "{nothing}");
        }
    }

    #[test]
    fn a_network_has_its_addresses_however_they_are_written() {
        let networks: Listed<Network> = read("10.0.0.0/8, 192.168.1.7,fd00::/8").expect("networks");
        let has = |text: &str| networks.iter().any(|network| network.has(text.parse().expect("an address")));
        assert!(["10.2.3.4", "::ffff:10.2.3.4", "192.168.1.7", "fd00::1"].into_iter().all(has));
        assert!(!["11.0.0.1", "192.168.1.8", "::1"].into_iter().any(has));
        assert!(read::<Listed<Network>>("10.0.0.0/33").is_err());
    }

    #[test]
    fn a_secret_is_not_shown() {
        let secret: Secret = "authorization: hunter2".parse().expect("a text");
        let shown = format!("{secret:?} {}", serde_json::to_string(&secret).expect("JSON"));
        assert!(!shown.contains("hunter2") && secret.reveal().contains("hunter2"));
    }
}
