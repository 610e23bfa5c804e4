//! Renditions: a fixed number of them, made once, around the focal point, on time or ahead of it.

use futures_util::future::join_all;
use masthead_app::media;
use masthead_tests::pictures;
use serde_json::{Value, json};

use super::Desk;

fn of<'a>(all: &'a [Value], crop: &str, format: &str) -> Vec<&'a Value> {
    all.iter().filter(|it| it["crop"] == crop && it["format"] == format).collect()
}

#[tokio::test]
async fn every_size_is_what_it_says_and_nothing_else_is_there() {
    let desk = Desk::new().await;
    let asset = desk
        .asset("a.jpg", pictures::jpeg(700, 500), &[("key", "a"), ("fields", "{\"focalPoint\": {\"x\": 1, \"y\": 0}}")])
        .await;
    let all = desk.renditions(&asset).await;
    let sizes = |crop: &str| {
        of(&all, crop, "WEBP")
            .iter()
            .map(|it| (it["width"].as_u64().unwrap(), it["height"].as_u64().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sizes("ORIGINAL"), [(160, 114), (320, 229), (640, 457), (700, 500)]);
    assert_eq!(sizes("SQUARE"), [(160, 160), (320, 320), (500, 500)]);
    assert_eq!(sizes("WIDE"), [(160, 90), (320, 180), (640, 360), (700, 394)]);
    assert_eq!(sizes("SOCIAL").last(), Some(&(700, 366)));
    assert_eq!(sizes("STANDARD").last(), Some(&(667, 500)));
    for rendition in all.iter().filter(|it| it["width"].as_u64() < Some(400)) {
        let answer = desk.at(&rendition["url"]).await;
        assert_eq!(answer.header("content-type"), rendition["mediaType"], "{rendition}");
        let (width, height) = pictures::size(&answer.bytes);
        assert_eq!(
            (json!(width), json!(height)),
            (rendition["width"].clone(), rendition["height"].clone()),
            "{rendition}"
        );
    }
    // The right edge is in view: there it is red, and at the left edge of the square it is not.
    let square = desk.at(&of(&all, "SQUARE", "JPEG")[1]["url"]).await.bytes;
    let [right, ..] = pictures::colour(&square, 0.99, 0.5);
    let [left, ..] = pictures::colour(&square, 0.01, 0.5);
    assert!(right > 240 && (60..90).contains(&left), "{left} {right}");
    // Bytes are told once they are there.
    let told = desk.renditions(&asset).await;
    assert!(
        of(&told, "SQUARE", "JPEG")[1]["bytes"].as_u64() == Some(square.len() as u64)
            && of(&told, "SQUARE", "JPEG")[2]["bytes"].is_null()
    );

    let base = asset["url"].as_str().unwrap().rsplit_once('/').unwrap().0;
    for name in [
        "square-99999999999.webp",
        "square-0160.webp",
        "tall-160.webp",
        "square-160.gif",
        "square-160.avif",
        "square-160",
        "original.png",
        "..%2f..%2foriginal",
        "original-160.png",
    ] {
        assert_eq!(desk.at(&json!(format!("{base}/{name}"))).await.status, 404, "{name}");
    }
    // Another width is one of another list of widths: it leads to the nearest, and makes nothing.
    let made = media::made(&desk.server.app);
    for (name, nearest) in [("square-161.webp", 160), ("square-0.webp", 160), ("square-640.webp", 500)] {
        let moved = desk.at(&json!(format!("{base}/{name}"))).await;
        assert_eq!(moved.status, 302, "{name}");
        assert!(moved.header("location").ends_with(&format!("/square-{nearest}.webp")), "{name}");
    }
    assert_eq!(media::made(&desk.server.app), made);
    let other = base.replace("-1000-0", "-999-0");
    let moved = desk.at(&json!(format!("{other}/square-160.webp"))).await;
    assert_eq!(
        (moved.status.as_u16(), moved.header("location")),
        (302, desk.path(&of(&all, "SQUARE", "WEBP")[0]["url"]))
    );
}

#[tokio::test]
async fn however_many_ask_it_is_made_once() {
    let desk = Desk::new().await;
    let asset = desk.asset("a.jpg", pictures::jpeg(1_200, 800), &[]).await;
    let all = desk.renditions(&asset).await;
    let url = &of(&all, "WIDE", "WEBP")[2]["url"];
    let before = media::made(&desk.server.app);
    let answers = join_all((0..40).map(|_| desk.at(url))).await;
    assert!(answers.iter().all(|answer| answer.status == 200 && answer.bytes == answers[0].bytes));
    assert_eq!(media::made(&desk.server.app) - before, 1);
    // Another node finds it in the store, where it is a moment after it was answered.
    for _ in 0..100 {
        if of(&desk.renditions(&asset).await, "WIDE", "WEBP")[2]["bytes"].is_u64() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let beside = desk.server.beside(masthead_app::Clock::System).await;
    assert_eq!(beside.client().get(desk.path(url)).await.bytes, answers[0].bytes);
    assert_eq!(media::made(&beside.app), 0);
}

#[tokio::test]
async fn what_nobody_has_asked_for_is_made_ahead() {
    let desk = Desk::new().await;
    let asset = desk.asset("a.png", pictures::transparent_png(300, 200), &[("key", "a")]).await;
    let before = desk.renditions(&asset).await;
    assert!(of(&before, "ORIGINAL", "AVIF").is_empty() && of(&before, "ORIGINAL", "JPEG").is_empty());
    assert_eq!(of(&before, "ORIGINAL", "PNG").len(), 2, "what one can look through stays so");
    let version = |answer: &masthead_tests::Answer| answer.header("content-version").parse::<i64>().unwrap();
    let told = version(&desk.reader.get("/v1/articles").await);
    assert!(media::make_ahead(&desk.server.app).await.unwrap());
    assert!(!media::make_ahead(&desk.server.app).await.unwrap(), "there is nothing left to do");
    let after = desk.renditions(&asset).await;
    assert_eq!(of(&after, "ORIGINAL", "AVIF").len(), 2);
    assert!(after.iter().all(|it| it["bytes"].as_u64().is_some()));
    assert!(version(&desk.reader.get("/v1/articles").await) > told, "whoever keeps copies learns of it");
    let avif = desk.at(&of(&after, "SQUARE", "AVIF")[0]["url"]).await;
    assert_eq!((avif.status.as_u16(), avif.header("content-type")), (200, "image/avif"));
    assert_eq!(&avif.bytes[4..12], b"ftypavif");
    // Another focal point makes other crops; the picture as it is stays the same.
    let made = media::made(&desk.server.app);
    let changed = desk.editor.patch("/v1/assets/a", 1, json!({"focalPoint": {"x": 0.1, "y": 0.1}})).await;
    assert_eq!(changed.status, 200);
    assert!(media::make_ahead(&desk.server.app).await.unwrap());
    let original = after.iter().filter(|it| it["crop"] == "ORIGINAL").count();
    assert_eq!(media::made(&desk.server.app) - made, (after.len() - original) as u64);
}

#[tokio::test]
async fn both_protocols_tell_the_same_of_pictures() {
    let desk = Desk::new().await;
    desk.asset(
        "a.jpg",
        pictures::jpeg(900, 600),
        &[("key", "a"), ("alt", "A field"), ("copyright", "2026 Ada"), ("usageTerms", "Once")],
    )
    .await;
    desk.publish("with-picture", "a").await;
    let members = "assetId url alt caption credit copyright usageTerms mediaType width height focalPoint { x y } thumbHash dominantColor \
        srcsets { crop format mediaType srcset }";
    let all = "renditions { crop format mediaType width height bytes url }";
    let query = format!(
        "{{ article(by: {{slug: \"with-picture\"}}) {{ leadImage {{ {members} {all} }} share {{ image {{ {members} {all} }} }} \
         body {{ html blocks {{ ... on ImageBlock {{ picture {{ {members} }} }} }} }} }} }}"
    );
    let graphql = desk.reader.data(&query, Value::Null).await["article"].clone();
    let rest = desk.reader.json("/v1/articles/with-picture?include=renditions,body").await;
    assert_eq!(graphql["leadImage"], rest["leadImage"]);
    assert_eq!(graphql["share"]["image"], rest["share"]["image"]);
    let mut inside = rest["body"]["blocks"][1]["picture"].clone();
    inside.as_object_mut().unwrap().remove("renditions");
    assert_eq!(graphql["body"]["blocks"][1]["picture"], inside);
    assert_eq!(graphql["body"]["html"], rest["body"]["html"]);
    // The same structure above the text and in it; only what is said of the use differs.
    let (mut lead, mut inside) = (rest["leadImage"].clone(), rest["body"]["blocks"][1]["picture"].clone());
    assert_eq!((lead["alt"].take(), inside["alt"].take()), (json!("above"), json!("A field")));
    assert_eq!(lead, inside);
    assert_eq!((&lead["copyright"], &lead["usageTerms"]), (&json!("2026 Ada"), &json!("Once")));
    assert_eq!((&rest["share"]["image"]["width"], &rest["share"]["image"]["height"]), (&json!(900), &json!(471)));
    assert_eq!(desk.at(&rest["share"]["image"]["url"]).await.header("content-type"), "image/jpeg");
    let html = rest["body"]["html"].as_str().unwrap();
    assert!(html.contains("srcset=\"http") && html.contains("original-640.webp 640w"), "{html}");
    // One statement more, however many pictures there are.
    let list = "/v1/articles?include=renditions";
    let counted = desk.reader.get(list).await.statements();
    assert_eq!(counted, desk.reader.get("/v1/articles").await.statements() + 1);
    for (number, slug) in ["second", "third", "fourth"].into_iter().enumerate() {
        desk.asset(
            "b.jpg",
            pictures::jpeg(200 + 10 * u32::try_from(number).unwrap(), 100),
            &[("key", slug), ("alt", "x")],
        )
        .await;
        desk.publish(slug, slug).await;
    }
    assert_eq!(desk.reader.get(list).await.statements(), counted);
    // Only when it is asked for.
    let plain = desk.reader.json("/v1/articles/with-picture").await;
    assert!(plain["leadImage"].get("renditions").is_none() && plain["leadImage"]["thumbHash"].is_string());
    let some = "{ asset(by: {key: \"a\"}) { renditions(crops: [SQUARE], formats: [WEBP]) { crop format } srcsets(formats: [JPEG]) { crop } } }";
    let some = desk.editor.data(some, Value::Null).await["asset"].clone();
    assert!(some["renditions"].as_array().unwrap().iter().all(|it| it["crop"] == "SQUARE" && it["format"] == "WEBP"));
    assert_eq!(some["srcsets"].as_array().unwrap().len(), 5);
}
