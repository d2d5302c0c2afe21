//! Where files lie: `file:///FOLDER`, or `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`.
use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use url::Url;

/// The place of a file store. Whoever may use a bucket is told by the environment (`AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY`, or what else the machine is given), never by the URL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FilesUrl {
    /// A folder of this machine.
    Folder(PathBuf),
    /// A bucket of an S3-compatible store.
    Bucket {
        /// Its name.
        bucket: String,
        /// What the names of all objects begin with; empty for nothing.
        prefix: String,
        /// The store's address, if it is not Amazon's.
        endpoint: Option<String>,
        /// The store's region, if it has several.
        region: Option<String>,
        /// Whether the bucket's name is part of the host's.
        virtual_hosted: bool,
    },
}

/// Why a text names no file store.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "'{text}' names no file store ({reason}); use file:///FOLDER or s3://BUCKET/PREFIX?endpoint=URL&region=NAME, with \
     AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"
)]
pub struct FilesUrlError {
    text: String,
    reason: String,
}

impl FromStr for FilesUrl {
    type Err = FilesUrlError;

    fn from_str(text: &str) -> Result<Self, FilesUrlError> {
        let wrong = |reason: String| FilesUrlError { text: without_password(text), reason };
        let url = Url::parse(text).map_err(|error| wrong(error.to_string()))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("secrets belong to the environment".to_owned()));
        }
        match url.scheme() {
            "file" => url
                .to_file_path()
                .map(Self::Folder)
                .map_err(|()| wrong("the folder's path is not whole".to_owned())),
            "s3" => Self::bucket(&url).map_err(wrong),
            other => Err(wrong(format!("there is no {other}:"))),
        }
    }
}

fn without_password(text: &str) -> String {
    match (text.split_once("://"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => text.to_owned(),
    }
}

impl FilesUrl {
    fn bucket(url: &Url) -> Result<Self, String> {
        let bucket =
            url.host_str().filter(|name| !name.is_empty()).ok_or("the bucket is missing")?.to_owned();
        let prefix = url.path().trim_matches('/').to_owned();
        let (mut endpoint, mut region, mut virtual_hosted) = (None, None, false);
        for (key, value) in url.query_pairs() {
            match key.as_ref() {
                "endpoint" => endpoint = Some(value.into_owned()),
                "region" => region = Some(value.into_owned()),
                "virtual_hosted" => {
                    virtual_hosted = value.parse().map_err(|_| "virtual_hosted is true or false")?;
                }
                other => return Err(format!("it has no '{other}'")),
            }
        }
        Ok(Self::Bucket { bucket, prefix, endpoint, region, virtual_hosted })
    }

    /// Opens it. A folder that is missing is made.
    pub(super) fn open(
        &self,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Arc<dyn ObjectStore>, object_store::Error> {
        match self {
            Self::Folder(folder) => {
                std::fs::create_dir_all(folder).map_err(|source| object_store::Error::Generic {
                    store: "folder",
                    source: format!("{}: {source}", folder.display()).into(),
                })?;
                // A file is on the disk before its row is in the database.
                Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
            }
            Self::Bucket { bucket, prefix, endpoint, region, virtual_hosted } => {
                let known = |(key, value): (String, String)| Some((key.to_lowercase().parse().ok()?, value));
                let told =
                    environment.into_iter().filter(|(key, _)| key.starts_with("AWS_")).filter_map(known);
                let mut builder = told
                    .fold(AmazonS3Builder::new(), |builder, (key, value)| builder.with_config(key, value))
                    .with_bucket_name(bucket)
                    .with_virtual_hosted_style_request(*virtual_hosted);
                if let Some(endpoint) = endpoint {
                    builder =
                        builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
                }
                if let Some(region) = region {
                    builder = builder.with_region(region);
                }
                let store = builder.build()?;
                Ok(if prefix.is_empty() {
                    Arc::new(store)
                } else {
                    Arc::new(PrefixStore::new(store, prefix.as_str()))
                })
            }
        }
    }

    /// The folder, if it is one.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Folder(folder) => Some(folder.clone()),
            Self::Bucket { .. } => None,
        }
    }
}

impl fmt::Display for FilesUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => write!(f, "file://{}", folder.display()),
            Self::Bucket { bucket, prefix, endpoint, .. } => {
                write!(f, "s3://{bucket}/{prefix}")?;
                endpoint.as_ref().map_or(Ok(()), |endpoint| write!(f, " at {endpoint}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_lie_in_a_folder_or_in_a_bucket_and_a_url_holds_no_secret() {
        let folder: FilesUrl = "file:///var/lib/anjuan/files".parse().expect("a folder");
        assert_eq!(folder, FilesUrl::Folder("/var/lib/anjuan/files".into()));
        let bucket: FilesUrl =
            "s3://office/files?endpoint=http://10.0.0.5:9000&region=cn-east-1".parse().expect("a bucket");
        assert_eq!(bucket.to_string(), "s3://office/files at http://10.0.0.5:9000");
        for wrong in
            ["files", "http://a/b", "s3:///a", "s3://a?key=b", "file://host/a", "s3://a?virtual_hosted=1"]
        {
            let error = wrong.parse::<FilesUrl>().expect_err(wrong).to_string();
            assert!(error.contains("use file:///FOLDER"), "{error}");
        }
        let error = "s3://me:hidden@bucket".parse::<FilesUrl>().expect_err("a secret").to_string();
        assert!(!error.contains("hidden"), "{error}");
    }
}
