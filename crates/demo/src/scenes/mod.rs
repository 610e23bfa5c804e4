//! The scenes, one for each picture, in the order of the magazine.

mod allotment;
mod bakery;
mod bread;
mod cinema;
mod clocks;
mod coast;
mod ferry_deck;
mod fields;
mod kitchen;
mod library;
mod lighthouse;
mod lost;
mod market;
mod portraits;
mod reading_room;
mod river;
mod river_map;
mod salt;
mod sea;
mod street;
mod town;
mod trains;
mod tram_parts;
mod trams;
mod viaduct;
mod waiting;
mod workshop;

use crate::canvas::Canvas;

/// What a picture is printed on.
pub(crate) enum Sheet {
    /// Grained paper, as a JPEG.
    Print,
    /// Plain paper, as a PNG.
    Drawing,
    /// Nothing, as a PNG whose ground is transparent.
    Clear,
}

/// One picture.
pub(crate) struct Scene {
    pub(crate) key: &'static str,
    /// Width and height in pixels.
    pub(crate) size: (u32, u32),
    pub(crate) sheet: Sheet,
    pub(crate) paint: fn(&mut Canvas),
}

const fn print(key: &'static str, size: (u32, u32), paint: fn(&mut Canvas)) -> Scene {
    Scene { key, size, sheet: Sheet::Print, paint }
}

const fn drawing(key: &'static str, size: (u32, u32), sheet: Sheet, paint: fn(&mut Canvas)) -> Scene {
    Scene { key, size, sheet, paint }
}

/// Every picture.
pub(crate) const SCENES: &[Scene] = &[
    print("ferry-dawn", (1600, 1067), river::ferry_dawn),
    print("ferry-deck", (1600, 900), ferry_deck::ferry_deck),
    print("ferry-ticket", (1200, 900), river::ferry_ticket),
    drawing("river-map-1911", (1600, 1181), Sheet::Drawing, river_map::river_map),
    print("tram-depot", (1600, 1067), trams::tram_depot),
    print("tram-wires", (1280, 1600), trams::tram_wires),
    print("tram-pit", (1600, 1066), tram_parts::tram_pit),
    print("tram-bell", (1500, 1500), tram_parts::tram_bell),
    print("night-bakery", (1600, 1067), bakery::night_bakery),
    print("bread-crumb", (1600, 1067), bread::bread_crumb),
    print("starter-jar", (1600, 1600), bread::starter_jar),
    print("mill-stone", (1600, 1200), bread::mill_stone),
    print("library-stair", (1067, 1600), library::library_stair),
    print("library-cards", (1600, 1066), library::library_cards),
    print("reading-room", (1600, 900), reading_room::reading_room),
    print("salt-pans", (1600, 898), salt::salt_pans),
    print("salt-rake", (1067, 1600), salt::salt_rake),
    print("salt-workers", (1600, 1067), salt::salt_workers),
    print("lighthouse-lens", (1200, 1600), lighthouse::lighthouse_lens),
    print("lighthouse-log", (1600, 1200), lighthouse::lighthouse_log),
    print("gull-roof", (1600, 1067), coast::gull_roof),
    print("eel-tank", (1600, 1067), sea::eel_tank),
    print("tide-gauge", (1067, 1600), sea::tide_gauge),
    print("seagrass", (1600, 1067), sea::seagrass),
    print("market-stalls", (1600, 1067), market::market_stalls),
    print("market-scales", (1600, 1600), market::market_scales),
    print("allotment", (1600, 1067), allotment::allotment),
    print("slow-train-window", (1600, 1067), trains::window),
    print("slow-train-halt", (1600, 1067), trains::halt),
    print("slow-train-viaduct", (1600, 900), viaduct::viaduct),
    print("slow-train-signal", (1067, 1600), viaduct::signal),
    print("slow-train-buffet", (1600, 1066), trains::buffet),
    print("clock-tower", (1067, 1600), clocks::clock_tower),
    print("clock-workshop", (1600, 1067), clocks::clock_workshop),
    print("typewriter", (1600, 1067), workshop::typewriter),
    print("copybook", (1600, 1120), workshop::copybook),
    print("radio-mast", (1067, 1600), coast::radio_mast),
    print("choir-loft", (1600, 1067), town::choir_loft),
    print("cinema-front", (1600, 1067), cinema::cinema_front),
    print("cobbler", (1600, 1067), workshop::cobbler),
    print("lost-umbrellas", (1600, 1067), lost::lost_umbrellas),
    print("fog-street", (1600, 1067), street::fog_street),
    print("stair-lamp", (1067, 1600), street::stair_lamp),
    print("washing-lines", (1600, 1200), town::washing_lines),
    print("night-sky", (1600, 1067), fields::night_sky),
    print("pebbles", (1600, 1067), coast::pebbles),
    print("soup-pot", (1600, 1066), kitchen::soup_pot),
    print("hedge-berries", (1600, 1067), kitchen::hedge_berries),
    print("half-wall", (1600, 1067), fields::half_wall),
    drawing("waiting-room", (1600, 1120), Sheet::Drawing, waiting::waiting_room),
    print("portrait-ines", (1000, 1000), portraits::ines),
    print("portrait-tobias", (1000, 1000), portraits::tobias),
    print("portrait-maren", (1000, 1250), portraits::maren),
    print("portrait-davi", (1000, 1000), portraits::davi),
    print("portrait-haruna", (900, 900), portraits::haruna),
    drawing("desk-mark", (512, 512), Sheet::Clear, waiting::desk_mark),
];

/// Their keys.
pub(crate) static KEYS: [&str; SCENES.len()] = {
    let mut keys = [""; SCENES.len()];
    let mut i = 0;
    while i < keys.len() {
        keys[i] = SCENES[i].key;
        i += 1;
    }
    keys
};
