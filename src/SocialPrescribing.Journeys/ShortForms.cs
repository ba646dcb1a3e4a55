using System.Collections.Frozen;

namespace SocialPrescribing.Journeys;

/// <summary>
/// Short forms of first names that people in the UK use. They help to see that <c>Liz</c> and <c>Elizabeth</c> with the same NHS number and
/// birth date are one person. By themselves they show nothing.
/// </summary>
public static class ShortForms
{
    /// <summary>Each line is one name. A short form may be in several lines.</summary>
    private static readonly string[] Names =
    [
        "alan al", "albert al bert bertie", "alexander alex alec sandy sasha", "alexandra alex alexa sandra sandy",
        "alfred alf alfie fred freddie",
        "alison ali", "amanda mandy", "andrea andi", "andrew andy drew", "angela angie", "ann anne annie nan", "anthony antony tony",
        "archibald archie",
        "arthur art", "barbara barb babs", "benjamin ben benny", "bernard bernie", "beverley bev", "caroline carol carrie",
        "catherine katherine kathryn cathy kathy kate katie kath kitty",
        "charles charlie chas chuck", "charlotte lottie charlie", "christine chris chrissie", "christopher chris kit", "daniel dan danny",
        "david dave davy dai", "deborah debra deb debbie",
        "dennis den", "derek del", "donald don donnie", "dorothy dot dottie dolly", "edith edie", "edward ed eddie ted teddy ned",
        "eileen elly", "eleanor ellie nell nellie nora",
        "elizabeth elisabeth liz lizzie beth betty bess libby eliza elsie lisa", "emily em emmy", "eric ric", "eugene gene",
        "florence flo flora florrie", "frances fran francie", "francis frank fran", "frederick fred freddie",
        "gareth gaz", "geoffrey jeffrey geoff jeff", "george georgie", "gerald gerry jerry", "gillian gill jill", "gordon gordie",
        "graham gray", "gregory greg", "gwendolen gwen", "harold harry hal",
        "harriet hattie", "helen nell nellie", "henry harry hal", "herbert bert herb", "hilary hil", "irene rene",
        "isabella isabel isobel bella izzy belle", "jacqueline jackie", "james jim jimmy jamie",
        "jane janie", "janet jan", "janice jan", "jean jeanie", "jeremy jerry jez", "jessica jess jessie", "joan joanie",
        "joanne joanna jo", "john jon johnny jack ian", "jonathan jon jonny", "joseph joe joey",
        "josephine jo josie", "joshua josh", "joyce joy", "judith judy jude", "julia julie", "karen kaz", "kenneth ken kenny", "kevin kev",
        "kimberley kim", "laurence lawrence larry laurie", "leonard len lenny leo",
        "leslie les", "lesley les", "lillian lilian lily lil", "linda lynda lin lindy", "louise lou", "lucy lou",
        "margaret maggie meg peg peggy marge margie daisy rita madge", "maria marie mary", "marian marion mari", "martin marty",
        "mary molly polly may mamie", "matthew matt", "maureen mo", "maurice mo morris", "maxwell max", "melanie mel", "melissa mel",
        "michael mike mick micky mickey", "michelle shell", "mohammed muhammad mohamed mohammad mohamad mo",
        "morgan mo", "nancy nan", "natalie nat", "nathan nat nate", "nicholas nicolas nick nicky", "nicola nicky nikki", "norman norm",
        "olive olivia liv livvy", "oliver ollie", "pamela pam", "patricia pat patsy patty trish tricia", "patrick pat paddy",
        "pauline paula", "penelope penny", "peter pete", "philip phillip phil", "philippa pippa", "phyllis phyl", "raymond ray",
        "rebecca becky becca", "reginald reg reggie", "richard rich rick ricky dick", "robert rob robbie bob bobby bert",
        "robin rob", "roger rog", "ronald ron ronnie", "rosemary rose rosie", "roy leroy", "russell russ", "samantha sam sammy",
        "samuel sam sammy", "sarah sara sally sadie", "sheila shee", "sidney sydney sid", "simon si", "stanley stan",
        "stephanie steph", "stephen steven steve stevie", "stuart stewart stu", "susan suzanne sue susie suzie", "terence terry",
        "teresa theresa terry tess tessa", "thomas tom tommy", "timothy tim", "tobias toby", "valerie val",
        "veronica vera ronnie", "victor vic", "victoria vicky vicki tory", "vincent vince vinny", "violet vi", "virginia ginny",
        "vivian viv", "vivienne viv", "walter wally walt", "wilfred wilf fred", "william will bill billy willie liam",
        "winifred win winnie freda", "yvonne von", "zachary zac zack",
    ];

    private static readonly FrozenDictionary<string, int[]> Lines = Names
        .SelectMany((line, number) => line.Split(' ').Select(name => (name, number)))
        .GroupBy(n => n.name, n => n.number).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Whether one may stand for the other.</summary>
    /// <param name="one">In the form of <see cref="PersonKeys.Normalise"/>, as is the other.</param>
    public static bool AreOne(string one, string other) =>
        Lines.TryGetValue(one, out int[]? lines) && Lines.TryGetValue(other, out int[]? others) && lines.Intersect(others).Any();
}
