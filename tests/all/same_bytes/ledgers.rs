//! Small ledgers, and newer copies of them.

/// Names and words in the ledgers that the log must not show.
pub const SECRETS: &[&str] =
    &["吴桂芳", "孙丽", "郑建国", "13900000002", "楼道堆物，影响", "赵玉琴", "周志强", "反映噪音"];

const PETITIONS: &str = "信访编号,登记日期,信访形式,人次,信访人,联系电话,居委会,内容分类,主要诉求,初次/重复,办理方式,\
                         承办科室,受理日期,办结日期,满意度,矛盾类别,化解日期";

/// `rows` below the header of the petitions' ledger.
fn petitions(rows: [&str; 3]) -> String {
    format!("{PETITIONS}\n{}\n", rows.join("\n"))
}

const FIRST: &str = "XF2018-0001,2018.3.5,来信,1,吴桂芳,13900000001,凉州,环境卫生,反映噪音扰民,初次,受理,信访办,2018.3.9,\
                     2018.4.2,满意,,";
const SECOND: &str = "XF2018-0002,2018年3月6日,来访,6,孙丽,13900000002,和乐苑,物业管理,反映噪音扰民,重复,转送,社区管理办,2018-03-12,,,一般存量,";
/// Concluded before it was registered.
const IMPOSSIBLE: &str =
    "XF2018-0003,2018.3.7,来电,1,郑建国,,凉州,其他,,初次,受理,信访办,2018.3.9,2018.3.1,,,";

pub fn first_petitions() -> String {
    petitions([FIRST, SECOND, IMPOSSIBLE])
}

/// A newer copy: the second is concluded and settled by now.
pub fn later_petitions() -> String {
    let second = SECOND.replace(",,,一般存量,", ",2018.4.20,基本满意,一般存量,2018.4.20");
    petitions([FIRST, &second, IMPOSSIBLE])
}

/// The first was about something else than the log says, and nobody rated it.
pub fn corrected_petitions() -> String {
    let first = FIRST.replace("环境卫生", "物业管理").replace("满意", "");
    later_petitions().replace(FIRST, &first)
}

const HAZARDS: &str = "隐患编号,发现日期,场所名称,场所类型,地址,居委会,隐患类别,隐患描述,检查人,整改通知书编号,整改期限,\
                       复查日期,复查结果,整改完成日期";

pub fn hazard() -> String {
    let row = "XH2018-00001,2018-05-02,凉州商铺,九小场所,杭州路242弄53号,凉州,楼道堆物,楼道堆物，影响消防安全,\
               赵玉琴、陈国华,定消改字〔2018〕第1号,2018-05-09,2018-05-16,合格,2018-05-16";
    format!("{HAZARDS}\n{row}\n")
}

/// Found by one inspector alone, which is against the law.
pub fn irregular_hazard() -> String {
    let row = "XH2018-00002,2018-05-03,和乐苑小区,居民楼,内江路754弄56号,和乐苑,电气线路老化,,赵玉琴,,2018-05-10,\
               2018-05-17,不合格,";
    format!("{HAZARDS}\n{row}\n")
}

pub fn structures() -> String {
    "违建编号,发现日期,区域,地址,居委会,类型,结构,违法建筑面积(㎡),当事人,立案日期,责令限期拆除决定书编号,拆除日期,\
     拆除面积(㎡),拆除方式\n\
     WJ2018-0001,2018.6.4,岛外,杨树浦路388弄20号,凉州,存量,钢结构,59.5,周志强,2018.6.7,定拆决字〔2018〕第1号,2018.7.2,\
     59.5,帮拆\n\
     WJ2018-0002,2018.6.5,复兴岛,共青路167号,和乐苑,新建,砖混,12,,2018.6.8,,,,\n"
        .to_owned()
}
