//! Files that mean harm, or only look as if they were pictures.

use masthead_tests::pictures;
use serde_json::json;

use super::Desk;

#[tokio::test]
async fn what_a_file_is_is_told_by_its_bytes() {
    let desk = Desk::new().await;
    let svg =
        b"<?xml version=\"1.0\"?><!-- a picture --><svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>".to_vec();
    let html = b"\xEF\xBB\xBF \n<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec();
    let whole = pictures::jpeg(200, 100);
    let refused: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("empty.jpg", Vec::new(), 422, "empty"),
        ("drawing.png", svg, 415, ""),
        ("page.jpg", html, 415, ""),
        ("program.jpg", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0".to_vec(), 415, ""),
        ("archive.jpg", b"PK\x03\x04rest".to_vec(), 415, ""),
        ("text.jpg", b"just words".to_vec(), 415, ""),
        ("huge.png", pictures::png_that_claims(20_000, 20_000), 422, "too_many_pixels"),
        ("none.png", pictures::png_that_claims(0, 100), 422, "damaged"),
        ("truncated.jpg", whole[..whole.len() / 2].to_vec(), 422, "damaged"),
        ("truncated.png", pictures::png(300, 300)[..500].to_vec(), 422, "damaged"),
        ("head.jpg", whole[..30].to_vec(), 422, "damaged"),
    ];
    for (name, bytes, status, code) in refused {
        let answer = desk.send(name, bytes, &[]).await;
        let body = answer.json();
        assert_eq!(answer.status.as_u16(), status, "{name}: {body}");
        if status == 422 {
            assert_eq!(
                (&body["violations"][0]["field"], &body["violations"][0]["code"]),
                (&json!("/file"), &json!(code)),
                "{name}"
            );
        } else {
            assert!(body["detail"].as_str().unwrap().contains("PNG"), "{name}: what is taken is named: {body}");
        }
    }
    assert_eq!(desk.stored(), Vec::<String>::new());
    // A name lies; the bytes do not.
    let pdf = desk.asset("photo.jpg", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n".to_vec(), &[]).await;
    assert_eq!((&pdf["mediaType"], &pdf["width"]), (&json!("application/pdf"), &json!(null)));
    assert!(pdf["url"].as_str().unwrap().ends_with("/original.pdf"));
    let answer = desk.at(&pdf["url"]).await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let picture = desk.asset("a.png", pictures::png(9, 9), &[]).await;
    assert!(desk.at(&picture["url"]).await.header("content-security-policy").contains("sandbox"));
}

#[tokio::test]
async fn what_hides_behind_a_picture_is_not_served() {
    let desk = Desk::new().await;
    for (name, picture) in
        [("a.jpg", pictures::jpeg(60, 40)), ("a.png", pictures::png(60, 40)), ("a.gif", pictures::animated_gif(60, 40))]
    {
        let mut polyglot = picture.clone();
        polyglot.extend_from_slice(b"PK\x03\x04<script>alert(document.domain)</script>");
        let asset = desk.asset(name, polyglot.clone(), &[]).await;
        let served = desk.at(&asset["url"]).await.bytes;
        assert!(!served.windows(8).any(|window| window == b"<script>"), "{name}");
        assert_eq!(pictures::size(&served), (60, 40), "{name}");
        assert_eq!(asset["bytes"], json!(served.len()), "{name}");
    }
}

#[tokio::test]
async fn what_moves_is_kept_moving() {
    let desk = Desk::new().await;
    let gif = pictures::animated_gif(400, 300);
    let asset = desk.asset("a.gif", gif.clone(), &[("key", "moving"), ("alt", "It moves.")]).await;
    assert_eq!((&asset["animated"], &asset["mediaType"]), (&json!(true), &json!("image/gif")));
    assert_eq!(desk.at(&asset["url"]).await.bytes, gif);
    let still = desk.renditions(&asset).await.into_iter().find(|it| it["format"] == "WEBP").unwrap();
    assert_eq!(pictures::size(&desk.at(&still["url"]).await.bytes).0, 160);
    desk.publish("moving", "moving").await;
    let html = desk.reader.json("/v1/articles/moving").await["body"]["html"].as_str().unwrap().to_owned();
    assert!(html.contains("original.gif") && !html.contains("srcset"), "{html}");
}
