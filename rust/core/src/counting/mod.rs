//! What texts, messages and requests cost a model.

mod calibration;
mod cost;
mod estimate;
mod image_size;
mod schema;
mod tools;

pub use calibration::Calibration;
pub use cost::Cost;
pub use estimate::{NO_BOUND, TokenCount, count_text, count_text_till, estimate, fits, is_less, most, tally_text};
pub use tools::count_tools;
