//! What web servers need to be told to answer the same addresses with these files.

use std::fmt::Write;

use url::Url;

use super::{
    Error,
    folder::{Folder, PUBLIC},
    names::Names,
};

/// Writes the configurations.
pub(super) fn write(folder: &mut Folder, names: &Names, url: &Url) -> Result<(), Error> {
    let root = std::path::absolute(folder.root().join(PUBLIC)).unwrap_or_else(|_| folder.root().join(PUBLIC));
    folder.put_beside("nginx.conf", nginx(names, &root.display().to_string(), url).as_bytes())?;
    folder.put("_headers", headers(names).as_bytes())?;
    folder.put("_redirects", redirects().as_bytes())?;
    Ok(())
}

/// Text in quotation marks, as nginx reads it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The media types of endings below a part of the path.
fn types(names: &Names, first: &str) -> String {
    let mut text = String::from("types {");
    for ((part, ending), types) in &names.types {
        if part == first
            && let Some(media_type) = types.first()
        {
            let _ = write!(text, " {} {ending};", quoted(media_type));
        }
    }
    text.push_str(" }");
    text
}

fn nginx(names: &Names, root: &str, url: &Url) -> String {
    let mut other = String::new();
    for (address, name) in &names.other {
        let _ = writeln!(other, "    {} {};", quoted(address), quoted(&format!("/{name}")));
    }
    let longest = names.other.keys().map(String::len).max().unwrap_or(0).next_power_of_two().max(128);
    let bucket = if names.other.is_empty() {
        String::new()
    } else {
        format!("map_hash_bucket_size {};\nmap_hash_max_size {};\n", longest * 2, (names.other.len() * 2).max(2048))
    };
    let (v1, feeds, media) = (types(names, "v1"), types(names, "feeds"), types(names, "media"));
    let (documents, errors) = (documents(names), types(names, "docs"));
    let host = url.host_str().unwrap_or("_");
    let root = quoted(root);
    format!(
        r#"# Made by `masthead export static`. In the http block of nginx.conf: include THIS_FILE;
# Adapt `listen` and `root`; everything else follows from the files.
{bucket}
# A page of a list is a file of its own: /v1/articles?after=x is v1/articles@after=x.json.
map $args $masthead_query {{
    "" "";
    "~^[A-Za-z0-9_.~%&=+-]+$" "@$args";
    default "@-";
}}
# Addresses whose names no file system would keep.
map $request_uri $masthead_other {{
    default "";
{other}}}
server {{
    listen 8080;
    server_name {host};
    root {root};
    add_header Access-Control-Allow-Origin "*" always;
    add_header X-Content-Type-Options "nosniff" always;
    location /v1/ {{
        {v1}
        default_type application/json;
        try_files $masthead_other $uri$masthead_query.json =404;
    }}
    location ~ ^(?<masthead_feed>/feeds/.+)\.(?<masthead_ending>rss|atom|json)$ {{
        {feeds}
        try_files $masthead_other $masthead_feed$masthead_query.$masthead_ending =404;
    }}
    location /media/ {{
        {media}
        add_header Access-Control-Allow-Origin "*" always;
        add_header X-Content-Type-Options "nosniff" always;
        add_header Cross-Origin-Resource-Policy "cross-origin";
        add_header Content-Security-Policy "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
        add_header Cache-Control "public, max-age=31536000, immutable";
        try_files $masthead_other $uri =404;
    }}
    location = /docs/errors {{
        {errors}
        try_files /docs/errors.md =404;
    }}
{documents}    location = /_headers {{ return 404; }}
    location = /_redirects {{ return 404; }}
    location /_other/ {{ internal; }}
}}
"#
    )
}

/// The single documents, and the pages of the sitemap.
fn documents(names: &Names) -> String {
    let mut text = String::new();
    for first in ["openapi.json", "schema.graphql", "sitemap.xml"] {
        let _ = writeln!(text, "    location = /{first} {{ {} }}", types(names, first));
    }
    let _ = writeln!(
        text,
        "    location /sitemaps/ {{ {} try_files $masthead_other $uri =404; }}",
        types(names, "sitemaps")
    );
    text
}

/// `_headers`, as Netlify and Cloudflare Pages read it.
fn headers(names: &Names) -> String {
    let mut text = String::from("/*\n  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n");
    let mut add = |path: &str, types: Option<&String>| {
        if let Some(media_type) = types {
            let _ = write!(text, "{path}\n  Content-Type: {media_type}\n");
        }
    };
    let of = |first: &str, ending: &str| {
        names.types.get(&(first.to_owned(), ending.to_owned())).and_then(|types| types.first())
    };
    add("/v1/*", of("v1", "json"));
    for ending in ["rss", "atom", "json"] {
        add(&format!("/feeds/*.{ending}"), of("feeds", ending));
    }
    for (path, first, ending) in [
        ("/openapi.json", "openapi.json", "json"),
        ("/schema.graphql", "schema.graphql", "graphql"),
        ("/sitemap.xml", "sitemap.xml", "xml"),
        ("/sitemaps/*", "sitemaps", "xml"),
        ("/docs/errors", "docs", "md"),
    ] {
        add(path, of(first, ending));
    }
    text.push_str("/media/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    text
}

/// `_redirects`: which file answers an address. Pages, which have a query, are not told apart there.
fn redirects() -> String {
    "/v1/* /v1/:splat.json 200\n/docs/errors /docs/errors.md 200\n".to_owned()
}
