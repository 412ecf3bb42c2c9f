// The fields of Tropo's actions, written one by one.
#pragma once

#include "base/json_writer.hpp"
#include "providers/findings.hpp"
#include "providers/tropo/tropo.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace callflow::providers::tropo {

// Writes members into the object that `json` has open.
class FieldWriter {
public:
    FieldWriter(base::JsonWriter& json, Findings findings) : json_(&json), findings_(findings) {}

    // Every field of the row that the verb gives, then a note on what it does not have. `may_fail`:
    // the verbs that follow are reached also when nothing comes of this one, so that it must not end
    // the document.
    void fields(const flow::ResolvedVerb& verb, const Row& row, bool may_fail) const;
    // One object per repetition of a say or play, into the array that is open. TwiML's 0, "until the
    // caller hangs up", and anything above max_repetitions become one, with a note.
    void says(const flow::ResolvedVerb& verb) const;
    // The says and plays of a prompt, as an array; anything else is left out with a note.
    void prompt(std::span<const flow::ResolvedVerb> verbs) const;
    // The fields of a conference, from the noun and from the dial around it.
    void conference(const flow::ResolvedVerb& dial, const flow::ResolvedVerb& noun, bool may_fail) const;
    // What a text message says, as one object into the array that is open.
    void message_say(const flow::ResolvedVerb& verb) const;
    // CF5002 for each attribute that the row does not have, unless it asks for the usual.
    // `greeted`: who is called hears something of the document itself, which a noun's address is for elsewhere.
    void note_left_out(const flow::ResolvedVerb& verb, const Row& row, bool greeted = false) const;

    static constexpr std::int64_t max_repetitions = 20;

private:
    // Each says whether it has written the field.
    bool field(const flow::ResolvedVerb& verb, const Field& field, bool may_fail) const;
    bool plain(const flow::ResolvedVerb& verb, const Field& field, const std::string& value) const;
    bool number(const flow::ResolvedVerb& verb, const Field& field, const std::string& value) const;
    bool boolean(const flow::ResolvedVerb& verb, const Field& field, const std::string& value) const;
    bool words(const Field& field, const std::string& value) const;
    bool headers(const flow::ResolvedVerb& verb, const Field& field) const;
    bool announcement(const flow::ResolvedVerb& verb, const Field& field) const;
    bool beep(const flow::ResolvedVerb& verb, const Field& field, std::string_view when) const;
    bool written(const flow::ResolvedVerb& verb, const Field& field) const;
    // fields_nested.cpp
    void extra(const flow::ResolvedVerb& verb, std::span<const std::string_view> written) const;
    bool ssml(const flow::ResolvedVerb& verb, const Field& field) const;
    bool any_prompt(const flow::ResolvedVerb& verb, const Field& field) const;
    bool handlers(const flow::ResolvedVerb& verb, const Field& field) const;
    bool inner(const flow::ResolvedVerb& verb, const Field& field) const;
    bool channel(const flow::ResolvedVerb& verb, const Field& field, std::string_view attribute,
                 std::string_view usual) const;
    bool voice(const flow::ResolvedVerb& verb, const Field& field, const std::string& value) const;
    bool grammar(const flow::ResolvedVerb& verb) const;
    bool terminator(const flow::ResolvedVerb& verb, bool inside_choices) const;
    bool own_terminator(const flow::ResolvedVerb& verb, const Field& field) const;
    bool destination(const flow::ResolvedVerb& verb) const;
    bool detection(const flow::ResolvedVerb& verb) const;
    bool transcription(const flow::ResolvedVerb& verb) const;
    [[nodiscard]] std::int64_t repetitions(const flow::ResolvedVerb& verb) const;

    base::JsonWriter* json_;
    Findings findings_;
};

// A JSON value; what is no JSON is written as a text.
void write_json(base::JsonWriter& json, std::string_view key, std::string_view value);

// A say or play that has something to say: what prompts and handlers can hold.
[[nodiscard]] bool is_heard(const flow::ResolvedVerb& verb);

} // namespace callflow::providers::tropo
