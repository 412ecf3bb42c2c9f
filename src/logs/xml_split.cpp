#include "logs/xml_split.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/xml_stream.hpp"
#include "logs/made_stream.hpp"
#include "logs/reader.hpp"

#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::logs {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{64} << 10;
// An element that is larger is passed over.
constexpr std::size_t most_element_bytes = std::size_t{64} << 20;

// Makes lines of one element.
class Element final : public doc::XmlEvents {
public:
    Element(const std::string& record, const std::string& item) : record_(record), item_(item) {}

    void start(const char* name, const char** attributes, base::Span) override {
        const bool item = !item_.empty() && item_ == name && open_.size() == 1;
        std::string_view key, value;
        std::string members;
        base::JsonWriter json(members);
        json.begin_object();
        bool any = false;
        for (const char** one = attributes; *one != nullptr; one += 2) {
            const std::string_view attribute = one[0];
            if (attribute == "key") key = one[1];
            if (attribute == "value") value = one[1];
            json.member("@" + std::string(attribute), one[1]);
            any = true;
        }
        Open& open = open_.emplace_back();
        open.item = item;
        if (!key.empty() && attribute_of(attributes, "value")) {
            open.name = key;
            open.text = value;
            open.valued = true;
        } else {
            open.name = name;
            if (any) open.members = members.substr(1); // `"@a":"b"`
        }
    }

    void end(base::Span) override {
        Open done = std::move(open_.back());
        open_.pop_back();
        std::string value;
        if (done.valued || done.members.empty())
            base::append_json_string(value, done.valued ? done.text : std::string(base::trim(done.text)));
        else
            value = "{" + done.members + "}";
        if (done.item) {
            items_.push_back(done.members);
        } else if (open_.empty()) {
            whole_ = done.members;
        } else {
            std::string& members = open_.back().members;
            if (!members.empty()) members += ',';
            base::append_json_string(members, done.name);
            members += ':' + value;
        }
    }

    void text(std::string_view piece, base::Span) override {
        if (!open_.empty() && !open_.back().valued) open_.back().text += piece;
    }
    void comment(const char*) override {}
    void instruction(const char*, const char*) override {}

    // What came of it: objects, one behind the other.
    void write(std::string& out) const {
        if (item_.empty()) {
            out += "{" + whole_ + "}\n";
            return;
        }
        for (const std::string& one : items_) {
            out += '{';
            base::append_json_string(out, record_);
            out += ":{" + whole_ + "}";
            if (!one.empty()) out += ',' + one;
            out += "}\n";
        }
    }

private:
    struct Open {
        std::string name, text, members;
        bool valued = false, item = false;
    };
    static bool attribute_of(const char** attributes, std::string_view name) {
        for (; *attributes != nullptr; attributes += 2)
            if (*attributes == name) return true;
        return false;
    }

    const std::string& record_;
    const std::string& item_;
    std::vector<Open> open_;
    std::vector<std::string> items_;
    std::string whole_;
};

class Elements final : public MadeStream {
public:
    Elements(std::unique_ptr<base::ByteStream> xml, std::string record, std::string item)
        : xml_(std::move(xml)), record_(std::move(record)), item_(std::move(item)), open_("<" + record_),
          close_("</" + record_) {}

protected:
    base::Result<bool> make(std::string& out) override {
        const std::size_t before = pending_.size();
        pending_.resize(before + chunk_bytes);
        const auto got = xml_->read(std::span(pending_.data() + before, chunk_bytes));
        pending_.resize(before + (got ? *got : 0));
        if (!got) return tl::unexpected(got.error());
        take(out, *got == 0);
        return *got != 0;
    }

private:
    // Whether a tag's name ends there.
    [[nodiscard]] bool name_ends(std::size_t at) const {
        return at < pending_.size() && std::string_view(" \t\r\n/>").find(pending_[at]) != std::string_view::npos;
    }

    [[nodiscard]] std::size_t find_tag(const std::string& tag, std::size_t from) const {
        std::size_t at = pending_.find(tag, from);
        while (at != std::string::npos && at + tag.size() < pending_.size() && !name_ends(at + tag.size()))
            at = pending_.find(tag, at + 1);
        return at;
    }

    void take(std::string& out, bool last) {
        std::size_t done = 0;
        for (;;) {
            if (!inside_) {
                const std::size_t begin = find_tag(open_, done);
                if (begin == std::string::npos || (!last && begin + open_.size() >= pending_.size())) {
                    const std::size_t keep = last ? 0 : std::min(pending_.size() - done, open_.size() + 1);
                    done = pass(done, begin == std::string::npos ? pending_.size() - keep : begin, out);
                    if (last) unfinished(out);
                    break;
                }
                done = pass(done, begin, out);
                inside_ = true;
                looked_ = 0;
            }
            const std::size_t end = find_tag(close_, done + std::max(looked_, open_.size()));
            const std::size_t behind = end == std::string::npos ? end : pending_.find('>', end);
            if (behind == std::string::npos) {
                looked_ = pending_.size() - done > close_.size() ? pending_.size() - done - close_.size() : 0;
                if (pending_.size() - done > most_element_bytes || last) done = give_up(done, out);
                break;
            }
            element(std::string_view(pending_).substr(done, behind + 1 - done), out);
            done = behind + 1;
            inside_ = false;
            tail_.clear();
        }
        pending_.erase(0, done);
    }

    // What stands between elements is of interest for its lines alone.
    std::size_t pass(std::size_t from, std::size_t to, std::string& out) {
        const std::string_view between = std::string_view(pending_).substr(from, to - from);
        tail_.append(between);
        if (tail_.size() > tail_bytes) tail_.erase(0, tail_.size() - tail_bytes);
        lines(static_cast<std::uint64_t>(std::count(between.begin(), between.end(), '\n')), out);
        return to;
    }

    void lines(std::uint64_t count, std::string& out) {
        const std::uint64_t paid = std::min(count, paid_);
        paid_ -= paid;
        out.append(count - paid, '\n');
    }

    // The log is over where it should not be.
    void unfinished(std::string& out) {
        const std::string all = std::exchange(tail_, {});
        const std::string_view end = base::trim(all);
        const std::size_t tag = end.rfind('<');
        const bool closed = tag != std::string_view::npos && end.substr(tag).starts_with("</");
        const bool whole = end.empty() || (end.back() == '>' && (closed || end.ends_with("/>")));
        if (!whole) out += "an unfinished document"; // no line's end: it is torn
    }

    // An element without an end: what is whole in it is taken, the rest is not.
    std::size_t give_up(std::size_t from, std::string& out) {
        tail_.clear();
        const std::string close = "</" + item_ + ">";
        const std::size_t last = item_.empty() ? std::string::npos : pending_.rfind(close);
        if (last != std::string::npos && last > from) {
            element(pending_.substr(from, last + close.size() - from) + close_ + ">", out);
            from = last + close.size();
        }
        std::string shown(std::string_view(pending_).substr(from, 200));
        std::ranges::replace(shown, '\n', ' ');
        out += shown;
        inside_ = false;
        return pending_.size();
    }

    void element(std::string_view text, std::string& out) {
        std::string sound;
        if (base::find_invalid_utf8(text) != std::string_view::npos) {
            sound = from_latin1(text);
            text = sound;
        }
        lines(static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')), out);
        base::Sources sources;
        base::Diagnostics found;
        const base::FileId file = sources.add("element", std::string(text));
        Element made(record_, item_);
        const std::size_t before = out.size();
        if (doc::stream_xml(sources, file, made, found, {})) {
            made.write(out);
        } else {
            std::string shown(text.substr(0, 200));
            std::ranges::replace(shown, '\n', ' ');
            out += shown + '\n';
        }
        paid_ +=
            static_cast<std::uint64_t>(std::count(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), '\n'));
    }

    std::unique_ptr<base::ByteStream> xml_;
    std::string record_, item_;
    std::string open_, close_;
    std::string pending_;
    static constexpr std::size_t tail_bytes = 4096;
    std::string tail_; // of what stood between elements
    bool inside_ = false;
    std::size_t looked_ = 0; // of an element that has not ended: where its end is not
    std::uint64_t paid_ = 0; // line ends that were written before they came
};

} // namespace

std::unique_ptr<base::ByteStream> elements_by_line(std::unique_ptr<base::ByteStream> xml, std::string record,
                                                   std::string item) {
    return std::make_unique<Elements>(std::move(xml), std::move(record), std::move(item));
}

} // namespace callflow::logs
