//! `/v1/assets` and `/v1/uploads`

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Payload,
};
use masthead_app::{
    Cx, Fields, PageArgs, Target,
    assets::{self, AssetFilter},
    media,
    resources::Key,
};
use masthead_domain::{asset as domain, file, id::Id};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::{
    link::{base, with_links},
    members::AssetMember,
    params::{Path, Query, known, list},
    write_params::TryParams,
};
use crate::{
    answer::{Freshness, json},
    caller::{cx, writer},
    errors::{ChangeErrors, CreateErrors, EditorErrors, FindErrors},
    multipart::{Form, content_type},
    problem::Problem,
    wire::{Asset, AssetFields, DateTime, List, Upload},
    write::{answer, body, form, idempotency_key, if_match, once, private, replay, trying},
};

/// What of an asset is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssetParams {
    /// More members: `renditions`, which brings `srcsets` too.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<AssetMember>, inline)]
    include: Option<Vec<String>>,
}

/// Which assets, and what of them is shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssetListParams {
    /// How many items from the start of the list.
    #[param(minimum = 0, maximum = 100, default = 20, example = 20)]
    first: Option<i64>,
    /// Only what comes after this cursor; goes with `first`.
    after: Option<String>,
    /// How many items from the end of the list.
    #[param(minimum = 0, maximum = 100)]
    last: Option<i64>,
    /// Only what comes before this cursor; goes with `last`.
    before: Option<String>,
    /// Count the whole list?
    #[serde(default)]
    #[param(default = false)]
    total_count: bool,
    /// Those whose rights have ended, or those whose rights have not.
    expired: Option<bool>,
    /// Those whose rights end before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    expiring_before: Option<DateTime>,
    /// Those that something shows, or those that nothing does.
    used: Option<bool>,
    /// More members: `renditions`, which brings `srcsets` too.
    #[serde(default, deserialize_with = "list")]
    #[param(style = Form, explode = false, value_type = Vec<AssetMember>, inline)]
    include: Option<Vec<String>>,
}

fn with_renditions(include: Option<&[String]>) -> Result<bool, Problem> {
    Ok(!known(include, &["renditions"])?.is_empty())
}

/// Every asset, the newest first.
#[utoipa::path(get, path = "/v1/assets", operation_id = "assets", tag = "media", summary = "Every asset",
    params(AssetListParams), responses((status = 200, description = "A page of the list.", body = List<Asset>), EditorErrors))]
pub(crate) async fn assets(request: HttpRequest, params: Query<AssetListParams>) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let AssetListParams { first, after, last, before, total_count, expired, expiring_before, used, include } = params.0;
    let with_renditions = with_renditions(include.as_deref())?;
    let args = PageArgs { first, after, last, before, total: total_count };
    let filter = AssetFilter { expired, expiring_before: expiring_before.map(|at| at.0), used };
    let list =
        List::new(assets::list(&cx, &filter, &args, with_renditions).await?, |view| Asset::new(view, with_renditions));
    let response = answer(&request, &cx, StatusCode::OK, &list, None, None).await?;
    Ok(with_links(&request, response, &list.page_info))
}

/// An asset, by id. Those who may write find it by its key, too, and after the right to show it has ended.
#[utoipa::path(get, path = "/v1/assets/{key}", operation_id = "asset", tag = "media", summary = "An asset",
    params(("key" = String, Path, description = "Id or key."), AssetParams),
    responses((status = 200, description = "An asset.", body = Asset), FindErrors))]
pub(crate) async fn asset(
    request: HttpRequest,
    key: Path<String>,
    params: Query<AssetParams>,
) -> Result<HttpResponse, Problem> {
    let cx = cx(&request).await?;
    let with_renditions = with_renditions(params.0.include.as_deref())?;
    let found = assets::get(&cx, &Key::parse(&key), with_renditions).await?;
    Ok(json(&request, &Asset::new(found, with_renditions), Freshness::of(&cx).await?, None))
}

/// A file from a form, and what is said of it.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "describes a body")]
pub(crate) struct AssetUpload {
    /// The file.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: Vec<u8>,
    /// The name that texts refer to; unique among assets.
    key: Option<String>,
    /// What it shows, for those who cannot see it.
    alt: Option<String>,
    /// The text under it, plain.
    caption: Option<String>,
    /// Who made it.
    credit: Option<String>,
    /// The copyright notice.
    copyright: Option<String>,
    /// What may be done with it.
    usage_terms: Option<String>,
    /// Everything else, as a JSON object: the members of `AssetFields`.
    fields: Option<String>,
}

/// Creates an asset: of a file that someone else serves (`url`), of one that has arrived at an upload (`upload`), of one that is fetched
/// now (`importUrl`), or of the file of a form.
#[utoipa::path(post, path = "/v1/assets", operation_id = "createAsset", tag = "media", summary = "Create an asset",
    params(TryParams, ("Idempotency-Key" = Option<String>, Header, description = "The same request with the same key is done once, and answered as the first time; kept for a day. Not of forms.")),
    request_body(content((AssetFields = "application/json"), (AssetUpload = "multipart/form-data"))),
    responses((status = 201, description = "The new one.", body = Asset), CreateErrors))]
pub(crate) async fn create_asset(
    request: HttpRequest,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let dry_run = params.0.dry_run;
    let (cx, fields) = if let Some(content_type) = content_type(request.headers()) {
        if dry_run {
            return Err(Problem::malformed("dryRun: a file is either sent or not; try with url or upload"));
        }
        let fields = of_form(&cx, content_type, payload).await?;
        (cx, fields)
    } else {
        let fields = form(&request, payload).await?;
        let cx = once(cx, idempotency_key(request.headers())?, "createAsset", &fields)?;
        (cx, fields)
    };
    if let Some(answer) = replay(&cx).await? {
        return Ok(answer);
    }
    let cx = trying(cx, dry_run).await?;
    let made = assets::create(&cx, fields).await?;
    created(&request, &cx, made).await
}

async fn created(request: &HttpRequest, cx: &Cx, made: domain::Asset) -> Result<HttpResponse, Problem> {
    let (revision, location) = (made.revision, format!("/v1/assets/{}", made.id));
    let cx = cx.after();
    let asset = Asset::new(assets::written(&cx, made).await?, false);
    answer(request, &cx, StatusCode::CREATED, &asset, Some(revision), Some(location)).await
}

/// Most texts of a form beside its file, and their bytes, all of them together.
const MAX_TEXTS: usize = 32;
const MAX_TEXT: usize = 256 * 1024;

/// The form of an asset from the parts of an HTML form; the file goes where uploads go.
async fn of_form(cx: &Cx, content_type: &str, payload: Payload) -> Result<Fields, Problem> {
    assets::may_create(cx)?;
    let mut form = Form::new(content_type, payload, cx.settings().media.idle_timeout)?;
    let mut fields = Fields::new();
    let (mut has_file, mut texts, mut bytes) = (false, 0, 0);
    while let Some(part) = form.part().await? {
        if part.name == "file" {
            if has_file {
                return Err(Problem::malformed("a form makes one asset: send one file"));
            }
            has_file = true;
            let upload = media::create_upload(cx, part.filename).await?;
            let pieces = futures_util::stream::unfold(&mut form, |form| async {
                let piece = form.piece().await.map_err(|problem| problem.detail).transpose()?;
                Some((piece, form))
            });
            let upload = media::receive(cx, upload.id, None, std::pin::pin!(pieces)).await?;
            fields.insert("upload".to_owned(), upload.id.to_string().into());
            continue;
        }
        let mut text = Vec::new();
        texts += 1;
        while let Some(piece) = form.piece().await? {
            text.extend_from_slice(&piece);
            bytes += piece.len();
            if texts > MAX_TEXTS || bytes > MAX_TEXT {
                let detail =
                    format!("a form has at most {MAX_TEXTS} texts beside its file, of {MAX_TEXT} bytes together");
                return Err(Problem::new(masthead_app::Code::PayloadTooLarge, detail));
            }
        }
        let name = part.name;
        let text = String::from_utf8(text).map_err(|_| Problem::malformed(format!("{name}: not UTF-8")))?;
        if name == "fields" {
            let more: Fields = serde_json::from_str(&text)
                .map_err(|error| Problem::malformed(format!("fields: not a JSON object: {error}")))?;
            fields.extend(more);
        } else {
            fields.insert(name, Value::String(text));
        }
    }
    if !has_file {
        return Err(Problem::malformed("the form has no part called file"));
    }
    Ok(fields)
}

/// Changes an asset by a merge patch; `upload` or `importUrl` give it another file. Its key stays: texts refer to it.
#[utoipa::path(patch, path = "/v1/assets/{key}", operation_id = "updateAsset", tag = "media", summary = "Change an asset",
    params(("key" = String, Path, description = "Id or key."), TryParams,
        ("If-Match" = String, Header, description = "The revision that is changed, as the ETag of a write has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    request_body(content((AssetFields = "application/merge-patch+json"), (AssetFields = "application/json"))),
    responses((status = 200, description = "As it is then.", body = Asset), ChangeErrors))]
pub(crate) async fn update_asset(
    request: HttpRequest,
    key: Path<String>,
    params: Query<TryParams>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = Target { key: Key::parse(&key), expected: if_match(request.headers())? };
    let patch = form(&request, payload).await?;
    let cx = trying(cx, params.0.dry_run).await?;
    let changed = assets::update(&cx, &target, patch).await?;
    let (cx, revision) = (cx.after(), changed.revision);
    let asset = Asset::new(assets::written(&cx, changed).await?, false);
    answer(&request, &cx, StatusCode::OK, &asset, Some(revision), None).await
}

/// Destroys an asset that nothing shows. Its file goes with a later sweep, if no other asset has it.
#[utoipa::path(delete, path = "/v1/assets/{key}", operation_id = "deleteAsset", tag = "media", summary = "Destroy an asset",
    params(("key" = String, Path, description = "Id or key."), TryParams,
        ("If-Match" = String, Header, description = "The revision that is destroyed, as the ETag of a write has it.", pattern = "^\"[0-9]+\"$", example = "\"7\"")),
    responses((status = 204, description = "It is destroyed."), ChangeErrors))]
pub(crate) async fn delete_asset(
    request: HttpRequest,
    key: Path<String>,
    params: Query<TryParams>,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let target = Target { key: Key::parse(&key), expected: if_match(request.headers())? };
    let cx = trying(cx, params.0.dry_run).await?;
    assets::delete(&cx, &target).await?;
    Ok(private(&mut HttpResponse::NoContent()).finish())
}

/// What is said of a file before it is sent.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct UploadFields {
    /// What the file is called where it comes from.
    #[schema(required = false, example = "IMG_0412.jpg")]
    filename: Option<String>,
}

/// Makes a place for a file to arrive at. Its bytes are sent to `url` with PUT; then an asset is made of it. What never becomes one goes
/// after a while.
#[utoipa::path(post, path = "/v1/uploads", operation_id = "createUpload", tag = "media", summary = "Begin to upload a file",
    request_body = Option<UploadFields>, responses((status = 201, description = "The upload.", body = Upload), CreateErrors))]
pub(crate) async fn create_upload(request: HttpRequest, payload: Payload) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let UploadFields { filename } = body(&request, payload).await?;
    let made = media::create_upload(&cx, filename).await?;
    let location = format!("/v1/uploads/{}", made.id);
    let upload = Upload::new(&made, &base(&request));
    answer(&request, &cx.after(), StatusCode::CREATED, &upload, None, Some(location)).await
}

fn upload_id(text: &str) -> Result<Id<file::Upload>, Problem> {
    text.parse().map_err(|_| {
        masthead_app::Error::NotFound { what: format!("upload {text:?}: the id of an upload is a UUID") }.into()
    })
}

/// An upload of the caller's, and whether its file has arrived.
#[utoipa::path(get, path = "/v1/uploads/{id}", operation_id = "upload", tag = "media", summary = "An upload",
    params(("id" = uuid::Uuid, Path, description = "Its id.")),
    responses((status = 200, description = "The upload.", body = Upload), EditorErrors))]
pub(crate) async fn upload(request: HttpRequest, id: Path<String>) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let found = media::upload(&cx, upload_id(&id)?).await?;
    answer(&request, &cx, StatusCode::OK, &Upload::new(&found, &base(&request)), None, None).await
}

/// Takes the bytes of an upload, as they are, whatever media type they are sent as: what they are is told by the bytes. They are looked at
/// while they come, and what is not taken is refused before the rest has come. The same bytes may be sent again.
#[utoipa::path(put, path = "/v1/uploads/{id}", operation_id = "receiveUpload", tag = "media", summary = "Send the bytes of an upload",
    params(("id" = uuid::Uuid, Path, description = "Its id.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The bytes of the file."),
    responses((status = 200, description = "The upload, with what has arrived.", body = Upload), CreateErrors))]
pub(crate) async fn receive_upload(
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let cx = writer(&request).await?;
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let received = media::receive(&cx, upload_id(&id)?, length, payload).await?;
    answer(&request, &cx.after(), StatusCode::OK, &Upload::new(&received, &base(&request)), None, None).await
}
