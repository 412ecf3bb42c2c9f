#pragma once

/// The project's folder as it was configured: absolute, without a slash at its end. One source knows it, so
/// that the others compile alike wherever the project lies.
extern const char* const source_dir;
