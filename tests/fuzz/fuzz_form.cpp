// Form bodies: what is read has its places in the bytes, and written again it reads the same.
#include "base/text.hpp"
#include "doc/form.hpp"
#include "providers/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    base::Sources sources;
    const base::FileId file = sources.add("form", std::string(reinterpret_cast<const char*>(data), size));
    const auto end = static_cast<std::uint32_t>(size);
    base::Diagnostics found;
    const auto form = doc::read_form(sources, {file, 0, end}, found, {.bytes = 1u << 16, .fields = 500});
    if (!form) {
        require(!found.empty(), "refused without a reason");
        return 0;
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const doc::FormField& one : *form) {
        require(one.key.begin <= one.key.end && one.key.end <= one.where.end && one.where.end <= end, "place");
        require(base::find_invalid_utf8(one.name + one.value) == std::string::npos, "UTF-8");
        pairs.emplace_back(one.name, one.value);
    }
    const base::FileId again = sources.add("again", doc::write_form(pairs));
    base::Diagnostics none;
    const auto back =
        doc::read_form(sources, {again, 0, static_cast<std::uint32_t>(sources[again].text().size())}, none);
    require(none.empty() && back && back->size() == form->size(), "written form");
    for (std::size_t i = 0; back && i < back->size(); ++i)
        require((*back)[i].name == (*form)[i].name && (*back)[i].value == (*form)[i].value, "written field");
    const auto decoded = providers::find_provider("twilio")->decode({.form = *form}, found);
    require(decoded.has_value(), "a form is a request");
    return 0;
}
