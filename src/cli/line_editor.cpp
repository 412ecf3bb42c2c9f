// Line editing by libedit. Its wide functions are used throughout, with an input function of our own, so that what is typed is
// UTF-8 whatever the locale, and signals are taken between two keys and not in the middle of libedit.
#include "base/text.hpp"
#include "cli/line_source.hpp"
#include "cli/terminal_input.hpp"

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <fmt/format.h>
#include <histedit.h>
#include <optional>
#include <sys/ioctl.h>
#include <utility>

namespace callflow::cli {
namespace {

constexpr std::size_t longest_line = 64 * 1024;
constexpr int history_size = 1000;

std::wstring wide(std::string_view text) {
    std::wstring out;
    for (std::size_t at = 0; at < text.size();) out += static_cast<wchar_t>(base::decode_utf8(text, at));
    return out;
}

std::string narrow(std::wstring_view text) {
    std::string out;
    for (const wchar_t one : text) base::append_utf8(out, static_cast<char32_t>(one));
    return out;
}

// libedit shows and measures characters by the process's locale: for as long as one of these lives that is UTF-8's.
class Utf8Locale {
public:
    Utf8Locale() {
        if (const char* name = std::setlocale(LC_CTYPE, nullptr)) before_ = name;
        std::setlocale(LC_CTYPE, "C.UTF-8");
    }
    ~Utf8Locale() { std::setlocale(LC_CTYPE, before_.c_str()); }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

private:
    std::string before_ = "C";
};

class EditedLines final : public LineSource {
public:
    explicit EditedLines(Harmless harmless) : harmless_(std::move(harmless)) {}
    ~EditedLines() override {
        if (editor_ != nullptr) el_end(editor_);
        if (history_ != nullptr) history_wend(history_);
    }
    EditedLines(const EditedLines&) = delete;
    EditedLines& operator=(const EditedLines&) = delete;

    // False where the terminal or the memory does not suffice.
    bool begin(const std::vector<std::string>& lines) {
        history_ = history_winit();
        if (history_ == nullptr) return false;
        HistEventW event{};
        history_w(history_, &event, H_SETSIZE, history_size);
        history_w(history_, &event, H_SETUNIQUE, 1);
        for (const std::string& line : lines) remember(line);
        editor_ = el_init("callflow", stdin, stdout, stderr);
        if (editor_ == nullptr) return false;
        el_wset(editor_, EL_CLIENTDATA, this);
        el_wset(editor_, EL_SIGNAL, 0);
        el_wset(editor_, EL_EDITOR, L"emacs");
        el_wset(editor_, EL_PROMPT, &EditedLines::prompt_of);
        el_wset(editor_, EL_GETCFN, &EditedLines::read_key);
        el_wset(editor_, EL_HIST, &history_w, history_);
        el_wset(editor_, EL_ADDFN, L"complete-command", L"Completes a command", &EditedLines::on_tab);
        el_wset(editor_, EL_BIND, L"\t", L"complete-command", nullptr);
        el_wset(editor_, EL_BIND, L"^R", L"em-inc-search-prev", nullptr);
        return true;
    }

    Typed next(const Asked& asked) override {
        asked_ = &asked;
        prompt_ = wide(asked.prompt);
        ended_ = Typed::End::end;
        partial_.clear();
        TerminalInput input({.leave = [this] { leave(); }, .enter = [this] { enter(); }});
        input_ = &input;
        int count = 0;
        const wchar_t* line = el_wgets(editor_, &count);
        input_ = nullptr;
        asked_ = nullptr;
        if (line == nullptr || count <= 0) {
            std::fputs("\n", stdout);
            std::fflush(stdout);
            return {ended_, ended_ == Typed::End::interrupt ? narrow(partial_) : std::string()};
        }
        std::wstring_view text(line, std::min(static_cast<std::size_t>(count), longest_line));
        while (!text.empty() && (text.back() == L'\n' || text.back() == L'\r')) text.remove_suffix(1);
        Typed typed{Typed::End::line, narrow(text)};
        keep(asked, typed.text);
        return typed;
    }

    std::vector<std::string> entered() const override { return entered_; }

private:
    static EditedLines& self(EditLine* editor) {
        void* data = nullptr;
        el_wget(editor, EL_CLIENTDATA, &data);
        return *static_cast<EditedLines*>(data);
    }

    static wchar_t* prompt_of(EditLine* editor) { return self(editor).prompt_.data(); }

    // One character: 1, or 0 where there are no more. Bytes that are no UTF-8 are U+FFFD.
    static int read_key(EditLine* editor, wchar_t* key) {
        EditedLines& me = self(editor);
        std::string bytes;
        std::size_t length = 1; // of the character that began
        while (bytes.size() < length) {
            char byte = 0;
            if (me.held_)
                byte = *std::exchange(me.held_, std::nullopt);
            else if (!me.next_byte(byte))
                return 0;
            const auto value = static_cast<unsigned char>(byte);
            if (bytes.empty()) length = value < 0xc2 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : value < 0xf5 ? 4 : 1;
            if (!bytes.empty() && (value & 0xc0U) != 0x80U) { // what began ends too early
                me.held_ = byte;
                break;
            }
            bytes += byte;
        }
        std::size_t at = 0;
        *key = static_cast<wchar_t>(base::decode_utf8(bytes, at));
        return 1;
    }

    // False where there are no more, or Ctrl-C was typed.
    bool next_byte(char& byte) {
        for (;;) {
            switch (input_->next(byte)) {
            case TerminalInput::Event::byte: return true;
            case TerminalInput::Event::end: return false;
            case TerminalInput::Event::interrupt: {
                const LineInfoW* line = el_wline(editor_);
                partial_.assign(line->buffer, line->lastchar);
                ended_ = Typed::End::interrupt;
                return false;
            }
            case TerminalInput::Event::resized: resize(); break;
            }
        }
    }

    static unsigned char on_tab(EditLine* editor, wint_t) {
        const EditedLines& me = self(editor);
        const LineInfoW* line = el_wline(editor);
        const Completion found =
            complete(narrow({line->buffer, static_cast<std::size_t>(line->cursor - line->buffer)}), me.asked_->lines);
        if (!found.added.empty()) return el_winsertstr(editor, wide(found.added).c_str()) == 0 ? CC_REFRESH : CC_ERROR;
        if (found.choices.empty()) return CC_ERROR;
        std::fputs(fmt::format("\n{}\n", fmt::join(found.choices, "  ")).c_str(), stdout);
        return CC_REDISPLAY;
    }

    // libedit writes the line again where the cursor stands: it has to be where the line begins.
    void resize() {
        el_resize(editor_);
        const LineInfoW* line = el_wline(editor_);
        const std::string before =
            narrow(prompt_) + narrow({line->buffer, static_cast<std::size_t>(line->cursor - line->buffer)});
        const std::size_t rows = base::display_width(before) / columns_of_terminal();
        if (rows > 0) std::fputs(fmt::format("\x1b[{}A", rows).c_str(), stdout);
        std::fputs("\r\x1b[J", stdout);
        el_wset(editor_, EL_REFRESH);
    }

    void leave() {
        std::fflush(stdout);
        el_wset(editor_, EL_PREP_TERM, 0);
    }

    void enter() {
        el_wset(editor_, EL_PREP_TERM, 1);
        el_wset(editor_, EL_REFRESH);
    }

    void remember(const std::string& line) {
        HistEventW event{};
        history_w(history_, &event, H_ENTER, wide(line).c_str());
    }

    // Takes what was entered into the history; what is secret off the screen.
    void keep(const Asked& asked, const std::string& line) {
        const bool blank = base::trim(line).empty();
        if (blank) return;
        if (!asked.secret || harmless_(line)) {
            remember(line);
            if (entered_.empty() || entered_.back() != line) entered_.push_back(line);
            return;
        }
        const std::size_t width = base::display_width(asked.prompt) + base::display_width(line);
        const std::size_t rows = width / columns_of_terminal() + 1;
        std::fputs(fmt::format("\x1b[{}A\r\x1b[J{}(sensitive)\n", rows, asked.prompt).c_str(), stdout);
        std::fflush(stdout);
    }

    std::size_t columns_of_terminal() {
        winsize size{};
        return ::ioctl(1, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    }

    Utf8Locale locale_; // before the editor, which asks for it
    Harmless harmless_;
    EditLine* editor_ = nullptr;
    HistoryW* history_ = nullptr;
    TerminalInput* input_ = nullptr;
    const Asked* asked_ = nullptr;
    std::wstring prompt_, partial_;
    std::optional<char> held_ = {}; // a byte that came too early
    Typed::End ended_ = Typed::End::end;
    std::vector<std::string> entered_;
};

} // namespace

std::unique_ptr<LineSource> edited_lines(const std::vector<std::string>& history, Harmless harmless) {
    auto lines = std::make_unique<EditedLines>(std::move(harmless));
    if (!lines->begin(history)) return nullptr;
    return lines;
}

} // namespace callflow::cli
