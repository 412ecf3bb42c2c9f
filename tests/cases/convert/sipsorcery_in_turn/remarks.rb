# nothing yet
=begin
sys.Dial("a@b.example.com")
=end
