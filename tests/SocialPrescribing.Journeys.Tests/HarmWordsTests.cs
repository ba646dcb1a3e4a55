namespace SocialPrescribing.Journeys.Tests;

/// <summary>What must be read at once, what need not be, and what we would rather read once too often.</summary>
public class HarmWordsTests
{
    [Theory]
    [InlineData("I do not want to live any more")]
    [InlineData("i DON’T want to live anymore")]
    [InlineData("dont realy want to live")]
    [InlineData("I just don't want to be alive.")]
    [InlineData("Some days I do not want to wake up")]
    [InlineData("I don't want to... live like this")]
    [InlineData("I wish I was dead")]
    [InlineData("I want to die")]
    [InlineData("they would be better off without me")]
    [InlineData("There is no point in living")]
    [InlineData("thinking about suicide")]
    [InlineData("I am suicidal")]
    [InlineData("I have been self-harming again")]
    [InlineData("I took an overdose in May")]
    [InlineData("I can’t go on")]
    [InlineData("I cut myself when it gets too much")]
    [InlineData("I was going to kill myself")]
    [InlineData("My son hits me")]
    [InlineData("he hit me")]
    [InlineData("He keeps hitting me and the children")]
    [InlineData("She says that he beats her")]
    [InlineData("kicked\nme down the stairs")]
    [InlineData("He says he'll kill me")]
    [InlineData("My husband hurts me")]
    [InlineData("I am scared of my husband")]
    [InlineData("I'm afraid to go home")]
    [InlineData("I don't feel safe")]
    [InlineData("not safe at home")]
    [InlineData("It is an abusive relationship")]
    [InlineData("there is domestic violence")]
    [InlineData("I was raped")]
    [InlineData("He forces me to do things")]
    [InlineData("He won't let me see my friends")]
    [InlineData("My grandson takes my pension")]
    [InlineData("Signs of neglect")]
    [InlineData("There's no food in the house")]
    [InlineData("I have not eaten for three days")]
    [InlineData("we have nothing to eat")]
    [InlineData("Ｉ ｗａｎｔ ｔｏ ｄｉｅ")]
    [InlineData("Dw i ddim eisiau byw rhagor")]
    [InlineData("Dwi isio marw")]
    [InlineData("Mae fy mab wedi brifo fi")]
    [InlineData("mae o'n fy nharo")]
    [InlineData("Mae gen i ofn fy ngŵr")]
    [InlineData("Dydw i ddim yn teimlo'n ddiogel")]
    [InlineData("cefais fy ngham-drin")]
    [InlineData("Trais yn y cartref")]
    [InlineData("meddwl am hunanladdiad")]
    [InlineData("Mae'n dwyn fy arian")]
    [InlineData("does dim bwyd yn y tŷ")]
    public void A_human_reads_it_at_once(string text) => Assert.True(HarmWords.Standard.AreIn([text]), text);

    [Theory]
    [InlineData("I would like to hit the shops with a friend")]
    [InlineData("Just killing time at home")]
    [InlineData("I want to live alone again, near my sister")]
    [InlineData("Please get in touch with me")]
    [InlineData("I have panic attacks since my husband died")]
    [InlineData("I had a heart attack; her son drives me")]
    [InlineData("A history of alcohol abuse")]
    [InlineData("No suicidal thoughts. Denies self harm.")]
    [InlineData("no history of violence")]
    [InlineData("I have cut myself off from people")]
    [InlineData("I can't go on the bus on my own")]
    [InlineData("I fell and hurt my hip")]
    [InlineData("I hit. Me and my wife play table tennis")]
    [InlineData("My back is killing me")]
    [InlineData("Has been on her own since her husband died.")]
    [InlineData("Alone since spring.")]
    [InlineData("I want to make something with my hands again")]
    [InlineData("Mae hi'n unig ers i'w gŵr farw")]
    [InlineData("Hoffwn i gwrdd â phobl")]
    [InlineData("")]
    public void Nobody_is_alarmed(string text) => Assert.False(HarmWords.Standard.AreIn([text]), text);

    /// <summary>Nobody is in danger here, and a human reads it all the same. That is the price of missing as little as can be.</summary>
    [Theory]
    [InlineData("He beat him at chess")]
    [InlineData("I don't want to be here on Tuesdays")]
    [InlineData("My doctor would not let me go swimming")]
    public void A_false_alarm_costs_less_than_a_miss(string text) => Assert.True(HarmWords.Standard.AreIn([text]), text);

    [Fact]
    public void A_service_adds_its_own_words_or_puts_others_in_their_place()
    {
        Assert.True(new HarmWords(["lives in fear"], []).AreIn([null, "", "She lived in great fear"]));
        Assert.False(new HarmWords(["lives in fear"], []).AreIn(["I want to die"]));
        Assert.True(new HarmWords(HarmWords.Standard.Patterns, ["loan shark"]).AreIn(["two loan sharks"]));
        Assert.False(new HarmWords(HarmWords.Standard.Patterns, ["-hit him at chess"]).AreIn(["I hit him at chess"]));
    }

    [Fact]
    public void Every_shipped_pattern_can_be_read() => Assert.All(HarmWords.Standard.Patterns, pattern => Assert.True(HarmWords.IsPattern(pattern), pattern));

    [Theory]
    [InlineData("a")]
    [InlineData("hit  me")]
    [InlineData("hit/ me")]
    [InlineData("*")]
    [InlineData("su*cide")]
    [InlineData("- hit")]
    [InlineData("hit me!")]
    public void What_is_no_pattern_is_refused(string text) => Assert.False(HarmWords.IsPattern(text));

    [Fact]
    public void A_long_text_is_read_to_its_end() => Assert.True(HarmWords.Standard.AreIn([string.Concat(Enumerable.Repeat("I like the garden and to hit the shops. ", 240)) + "He hits me"]));
}
