//! Bylines: the contributors of an article as readers see them, in the article's language.

use crate::{article::Role, language::Language};

/// The words of a byline in one language. `{}` stands for the names.
struct Words {
    language: &'static str,
    and: &'static str,
    comma: &'static str,
    author: &'static str,
    contributor: &'static str,
    translator: &'static str,
    photographer: &'static str,
    illustrator: &'static str,
    editor: &'static str,
}

/// English, for languages that the table does not have, stands first.
#[rustfmt::skip]
const WORDS: [Words; 12] = [
    Words { language: "en", and: " and ", comma: ", ", author: "By {}", contributor: "With {}", translator: "Translated by {}", photographer: "Photographs by {}", illustrator: "Illustrations by {}", editor: "Edited by {}" },
    Words { language: "ar", and: " و", comma: "، ", author: "بقلم {}", contributor: "بمشاركة {}", translator: "ترجمة {}", photographer: "تصوير {}", illustrator: "رسوم {}", editor: "تحرير {}" },
    Words { language: "de", and: " und ", comma: ", ", author: "Von {}", contributor: "Mit {}", translator: "Übersetzt von {}", photographer: "Fotos von {}", illustrator: "Illustrationen von {}", editor: "Redaktion: {}" },
    Words { language: "el", and: " και ", comma: ", ", author: "Κείμενο: {}", contributor: "Συνεργασία: {}", translator: "Μετάφραση: {}", photographer: "Φωτογραφίες: {}", illustrator: "Εικονογράφηση: {}", editor: "Επιμέλεια: {}" },
    Words { language: "es", and: " y ", comma: ", ", author: "Por {}", contributor: "Con {}", translator: "Traducción de {}", photographer: "Fotografías de {}", illustrator: "Ilustraciones de {}", editor: "Edición de {}" },
    Words { language: "fr", and: " et ", comma: ", ", author: "Par {}", contributor: "Avec {}", translator: "Traduit par {}", photographer: "Photographies de {}", illustrator: "Illustrations de {}", editor: "Édité par {}" },
    Words { language: "it", and: " e ", comma: ", ", author: "Di {}", contributor: "Con {}", translator: "Traduzione di {}", photographer: "Fotografie di {}", illustrator: "Illustrazioni di {}", editor: "A cura di {}" },
    Words { language: "ja", and: "、", comma: "、", author: "文・{}", contributor: "協力・{}", translator: "訳・{}", photographer: "写真・{}", illustrator: "絵・{}", editor: "編集・{}" },
    Words { language: "nl", and: " en ", comma: ", ", author: "Door {}", contributor: "Met {}", translator: "Vertaald door {}", photographer: "Foto’s van {}", illustrator: "Illustraties van {}", editor: "Redactie: {}" },
    Words { language: "pt", and: " e ", comma: ", ", author: "Por {}", contributor: "Com {}", translator: "Tradução de {}", photographer: "Fotografias de {}", illustrator: "Ilustrações de {}", editor: "Edição de {}" },
    Words { language: "ru", and: " и ", comma: ", ", author: "Текст: {}", contributor: "При участии: {}", translator: "Перевод: {}", photographer: "Фото: {}", illustrator: "Иллюстрации: {}", editor: "Редактор: {}" },
    Words { language: "uk", and: " і ", comma: ", ", author: "Текст: {}", contributor: "За участі: {}", translator: "Переклад: {}", photographer: "Фото: {}", illustrator: "Ілюстрації: {}", editor: "Редакція: {}" },
];

impl Words {
    fn of(language: &Language) -> &'static Self {
        WORDS.iter().find(|words| words.language == language.primary()).unwrap_or(&WORDS[0])
    }

    fn phrase(&self, role: Role) -> &'static str {
        match role {
            Role::Author => self.author,
            Role::Contributor => self.contributor,
            Role::Translator => self.translator,
            Role::Photographer => self.photographer,
            Role::Illustrator => self.illustrator,
            Role::Editor => self.editor,
        }
    }
}

/// The byline of an article: "By A and B. Translated by C". `None` without contributors.
///
/// `contributors` are roles and names as credited, in order; names of one role stay in that order.
pub fn text<'a>(language: &Language, contributors: impl Iterator<Item = (Role, &'a str)> + Clone) -> Option<String> {
    let words = Words::of(language);
    let mut sentences: Vec<String> = Vec::new();
    for role in Role::ALL {
        let names: Vec<&str> = contributors.clone().filter(|(r, _)| *r == role).map(|(_, name)| name).collect();
        let list = match names.as_slice() {
            [] => continue,
            [one] => (*one).to_owned(),
            [most @ .., last] => format!("{}{}{last}", most.join(words.comma), words.and),
        };
        sentences.push(words.phrase(role).replace("{}", &list));
    }
    let joint = if words.language == "ja" { "　" } else { ". " };
    (!sentences.is_empty()).then(|| sentences.join(joint))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn byline(language: &str, people: &[(Role, &str)]) -> Option<String> {
        text(&language.parse().expect("a language"), people.iter().copied())
    }

    #[test]
    fn names_are_joined_and_roles_follow_each_other() {
        let people = [(Role::Translator, "C"), (Role::Author, "A"), (Role::Author, "B")];
        assert_eq!(byline("en-GB", &people).as_deref(), Some("By A and B. Translated by C"));
        assert_eq!(byline("pt", &people).as_deref(), Some("Por A e B. Tradução de C"));
        assert_eq!(byline("sw", &people[..1]).as_deref(), Some("Translated by C"));
        let three = [(Role::Author, "A"), (Role::Author, "B"), (Role::Author, "C")];
        assert_eq!(byline("en", &three).as_deref(), Some("By A, B and C"));
        assert_eq!(byline("en", &[]), None);
    }
}
