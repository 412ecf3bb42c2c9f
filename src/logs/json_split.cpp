#include "logs/json_split.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "logs/event.hpp"
#include "logs/made_stream.hpp"

#include <algorithm>

namespace callflow::logs {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
// A document with records in it is read as a whole.
constexpr std::size_t most_document_bytes = std::size_t{64} << 20;

class Splitter final : public MadeStream {
public:
    Splitter(std::unique_ptr<base::ByteStream> json, bool lists) : json_(std::move(json)), lists_(lists) {
        in_.resize(chunk_bytes);
    }

protected:
    base::Result<bool> make(std::string& out) override {
        const auto got = json_->read(in_);
        if (!got) return tl::unexpected(got.error());
        out.reserve(*got + *got / 8);
        for (std::size_t i = 0; i < *got; ++i) take(in_[i], out);
        return *got != 0;
    }

private:
    void take(char c, std::string& out) {
        if (depth_ == 0) return between(c, out);
        // an object that begins at the beginning of a line is a new one: the one before has lost its end
        if (after_line_ && c == '{' && pretty_ && !(lists_ && depth_ == 2 && in_list_)) {
            for (; owed_ > 0; --owed_) out += '\n';
            depth_ = 0;
            return between(c, out);
        }
        after_line_ = c == '\n';
        if (c == '\n' || c == '\r') { // none is in a text: they are blanks
            out += ' ';
            if (c == '\n') {
                ++owed_;
                pretty_ = true;
            }
            return;
        }
        out += c;
        if (in_string_) {
            if (escaped_)
                escaped_ = false;
            else if (c == '\\')
                escaped_ = true;
            else if (c == '"')
                in_string_ = false;
            return;
        }
        if (c == '"')
            in_string_ = true;
        else if (c == '{' || c == '[') {
            if (++depth_ == 2) in_list_ = c == '[';
        } else if ((c == '}' || c == ']') && --depth_ == 0)
            end(out);
    }

    void end(std::string& out) {
        out += '\n';
        for (; owed_ > 0; --owed_) out += '\n';
        ++paid_; // the end of its own line, which is still to come
    }

    void between(char c, std::string& out) {
        if (garbage_) {
            out += c;
            garbage_ = c != '\n';
            return;
        }
        switch (c) {
        case '{':
            out += c;
            depth_ = 1;
            owed_ = 0;
            after_line_ = pretty_ = in_string_ = escaped_ = false;
            return;
        case '\n':
            if (paid_ > 0)
                --paid_;
            else
                out += '\n';
            return;
        case '[':
        case ']':
        case ',':
        case ' ':
        case '\t':
        case '\r': return;
        default: out += c; garbage_ = true;
        }
    }

    std::unique_ptr<base::ByteStream> json_;
    std::string in_;
    std::uint64_t depth_ = 0;
    std::uint64_t owed_ = 0; // line ends inside the object
    std::uint64_t paid_ = 0; // line ends that were written before they came
    bool lists_;
    bool in_list_ = false; // what stands directly in the object is one
    bool in_string_ = false, escaped_ = false, garbage_ = false, after_line_ = false, pretty_ = false;
};

class Inside final : public MadeStream {
public:
    Inside(std::unique_ptr<base::ByteStream> lines, std::vector<std::string> path)
        : lines_(std::move(lines)), path_(std::move(path)) {}

protected:
    base::Result<bool> make(std::string& out) override {
        const std::size_t before = pending_.size();
        pending_.resize(before + chunk_bytes);
        const auto got = lines_->read(std::span(pending_.data() + before, chunk_bytes));
        pending_.resize(before + (got ? *got : 0));
        if (!got) return tl::unexpected(got.error());
        std::size_t begin = 0;
        std::size_t from = before;
        for (std::size_t end = 0; (end = pending_.find('\n', from)) != std::string::npos; from = begin = end + 1)
            line(std::string_view(pending_).substr(begin, end + 1 - begin), out);
        pending_.erase(0, begin);
        if (*got == 0 || pending_.size() > most_document_bytes) {
            line(pending_, out);
            pending_.clear();
        }
        return *got != 0;
    }

private:
    void line(std::string_view text, std::string& out) {
        if (base::trim(text).empty() || text.size() > most_document_bytes) {
            out += text;
            return;
        }
        base::Sources sources;
        base::Diagnostics found;
        const base::FileId file = sources.add("record", std::string(text));
        const auto document = doc::read_json(sources, file, found);
        if (!document) {
            out += text;
            return;
        }
        source_ = &sources[file];
        doc::View at = document->root();
        bool there = at.is_mapping();
        for (std::size_t i = 0; there && i < path_.size(); ++i) {
            at = at.is_sequence() ? at.first_child() : at;
            there = at.exists() && at.is_mapping() && at.find(path_[i]).exists();
            if (there) at = at.find(path_[i]);
            if (at.is_sequence() && at.size() == 0) break; // a list without records
        }
        if (!there) {
            out += text;
            return;
        }
        walk(document->root(), 0, "{", out);
    }

    [[nodiscard]] std::string_view written(doc::View view) const {
        const base::Span span = view.span();
        return source_->text().substr(span.begin, span.end - span.begin);
    }

    // `before`: what the record's line begins with.
    void walk(doc::View at, std::size_t depth, const std::string& before, std::string& out) {
        if (at.is_sequence()) {
            for (const doc::View one : doc::items(at)) walk(one, depth, before, out);
            return;
        }
        if (!at.is_mapping()) return;
        if (depth == path_.size()) {
            out += before;
            if (at.size() == 0 && before.size() > 1) out.pop_back(); // the comma
            out += written(at).substr(1);
            out += '\n';
            return;
        }
        if (depth == 0) return walk(at.find(path_[0]), 1, before, out);
        std::string more = before;
        base::append_json_string(more, path_[depth - 1]);
        more += ":{";
        bool first = true;
        for (const doc::Entry one : doc::entries(at)) {
            doc::View value = one.value;
            if (value.is_sequence() && value.size() == 1) value = value.first_child(); // `providers: [twilio]`
            if (!value.is_scalar() && !value.is_null()) continue;
            if (!std::exchange(first, false)) more += ',';
            base::append_json_string(more, one.key.text());
            more += ':';
            more += written(value);
        }
        more += "},";
        walk(at.find(path_[depth]), depth + 1, more, out);
    }

    std::unique_ptr<base::ByteStream> lines_;
    std::vector<std::string> path_;
    std::string pending_;
    const base::Source* source_ = nullptr;
};

// Where an object ends that begins at the text's beginning; npos where it does not.
std::size_t end_of_object(std::string_view text) {
    std::size_t depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

} // namespace

std::unique_ptr<base::ByteStream> objects_by_line(std::unique_ptr<base::ByteStream> json, bool lists) {
    return std::make_unique<Splitter>(std::move(json), lists);
}

std::unique_ptr<base::ByteStream> objects_inside(std::unique_ptr<base::ByteStream> lines,
                                                 std::vector<std::string> path) {
    return std::make_unique<Inside>(std::move(lines), std::move(path));
}

bool needs_splitting(std::string_view head) {
    const std::size_t begin = head.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return false;
    head.remove_prefix(begin);
    if (head.front() == '[') return true;
    if (head.front() != '{') return false;
    const std::size_t end = head.find('\n');
    const std::string_view line = base::trim(head.substr(0, end));
    const std::size_t object = end_of_object(line);
    if (object == line.size()) return false;
    if (object != std::string_view::npos) return true;             // something stands behind it
    if (end == std::string_view::npos) return false;               // a line that is longer than what was read, or torn
    return !base::trim(head.substr(end + 1, 16)).starts_with('{'); // else the first one is broken
}

} // namespace callflow::logs
