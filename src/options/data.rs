//! Options from data: npm's camelCase objects in any format that serde reads.
